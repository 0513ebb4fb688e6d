#!/usr/bin/env bash
# Trains the next primer, or goes on with it: sources, sprites, scenes, tokenizer, training. Each step that is done is skipped.
# Needs Python 3.11 with venv and pip, and Debian's apt-get and dpkg; nothing is installed. All goes to the cache folder.
# Environment: MINUTES of this go (60), TOTAL minutes of all goes (360), DENSE (50), SCENES (60000), PRIMER_CACHE (~/.cache/descry/primer).
set -euo pipefail
cd "$(dirname "$0")"
MINUTES=${MINUTES:-60} TOTAL=${TOTAL:-360} DENSE=${DENSE:-50} SCENES=${SCENES:-60000}
export PRIMER_CACHE=${PRIMER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/descry/primer} PYTHONPATH=$PWD/..
export PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE
# Keep freed memory: handing tensors back to the system at every step costs a tenth of the time.
export MALLOC_MMAP_THRESHOLD_=1073741824 MALLOC_TRIM_THRESHOLD_=4294967296 MALLOC_TOP_PAD_=67108864
C=$PRIMER_CACHE py=$PRIMER_CACHE/venv/bin/python
mkdir -p "$C/scenes"
[ -x "$py" ] || { python3 -m venv "$C/venv" && "$py" -m pip install --quiet -r ../requirements.txt numba==0.68.1; }
[ -e "$C/sprites.json" ] || { ./fetch.sh "$C" && PROCESSES=2 "$py" sprites.py "$C"; }
seq 0 1000 $((SCENES - 1)) | xargs -P 2 -I{} nice -n 10 "$py" generate.py "$C/scenes" {} 1000
[ -e "$C/tokenizer.json" ] || "$py" pieces.py "$C/tokenizer.json" "$C"/scenes/000[0-9]000.json

rm -f "$C/next.pt.meeting"
train=("$py" -W ignore train.py --data "$C/scenes" --tokenizer "$C/tokenizer.json" --out "$C/next.pt"
	--minutes "$MINUTES" --total "$TOTAL" --dense-minutes "$DENSE")
WORKERS=2 RANK=1 nice -n 5 "${train[@]}" &
WORKERS=2 RANK=0 nice -n 5 "${train[@]}" | tee -a train.log
wait
