#!/usr/bin/env bash
# Makes the primer from nothing: environment, scenes, training, GGUF pair, scorecard, parity.
# Needs Python 3.11 with venv and pip, and the Debian packages fonts-noto-color-emoji, fonts-dejavu, fonts-liberation2.
# Everything but the results goes to the cache folder. Environment: MINUTES (28), DENSE (9), SCENES (40000),
# CACHE (~/.cache/descry/primer-train).
set -euo pipefail
cd "$(dirname "$0")"
MINUTES=${MINUTES:-28} DENSE=${DENSE:-9} SCENES=${SCENES:-40000}
CACHE=${CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/descry/primer-train}
export PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 OMP_WAIT_POLICY=PASSIVE
# Keep freed memory: handing tensors back to the system at every step costs a tenth of the time.
export MALLOC_MMAP_THRESHOLD_=1073741824 MALLOC_TRIM_THRESHOLD_=4294967296 MALLOC_TOP_PAD_=67108864
mkdir -p "$CACHE/data"
py=$CACHE/venv/bin/python
[ -x "$py" ] || python3 -m venv "$CACHE/venv"
"$py" -m pip install --quiet -r requirements.txt

for first in $(seq 0 2000 $((SCENES - 1))); do
	[ -e "$CACHE/data/$(printf %07d "$first").json" ] || echo "$first"
done | xargs -r -P 2 -I{} "$py" generate.py "$CACHE/data" {} 2000
"$py" vocab.py "$CACHE/tokenizer.json" "$CACHE"/data/000[0-9]000.json

rm -f "$CACHE/primer.pt.meeting"
train=("$py" -W ignore train.py --data "$CACHE/data" --tokenizer "$CACHE/tokenizer.json" --out "$CACHE/primer.pt"
	--minutes "$MINUTES" --dense-minutes "$DENSE")
WORKERS=2 RANK=1 "${train[@]}" &
WORKERS=2 RANK=0 "${train[@]}" | tee train.log
wait

"$py" convert.py "$CACHE/primer.pt" "$CACHE/tokenizer.json" ../primer
"$py" -W ignore evaluate.py "$CACHE/primer.pt" "$CACHE/tokenizer.json" | tee scorecard.log
"$py" -W ignore parity.py write "$CACHE/primer.pt" "$CACHE/tokenizer.json" "$CACHE/parity"
descry=${DESCRY:-../../../build/bin/descry}
[ ! -x "$descry" ] || "$py" parity.py compare "$CACHE/parity" "$descry" ..
