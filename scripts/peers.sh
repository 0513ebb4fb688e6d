#!/bin/bash
# scripts/peers.sh [SHAPE [ROUNDS]]: Descry beside two other programs that run the same
# model files on the same picture, in alternating rounds: ollama (built from the Go
# module whose llama.cpp Descry uses, with the same CPU libraries) and the npm package
# @fugood/llama.node (a recent llama.cpp). The table has the medians and the factors.
# PEERS_TEXT and PEERS_MMPROJ name another pair of files, of SHAPE's family.
#
# Built and fetched into the user's cache folder, once. ollama listens on loopback only
# and keeps its copy of the model in a folder that goes away at the end.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/say.sh"
. "$here/env.sh"
cd "$DESCRY_ROOT"

command -v npm >/dev/null && command -v node >/dev/null || fail "this comparison needs node and npm: sudo apt install nodejs npm"
shape=${1:-smolvlm-256m} rounds=${2:-3}
peers=$DESCRY_CACHE/peers

# A peer that can't be had is left out of the table, and it is said why.
ollama=$("$here/ollama.sh") || { say "ollama is left out: it could not be compiled, see above"; ollama=; }
node=$peers/node
if [ ! -d "$node/node_modules/@fugood/llama.node" ]; then
	mkdir -p "$node"
	alive "fetching llama.node" npm install --silent --no-audit --no-fund --prefix "$node" @fugood/llama.node@1.7.15 >&2 ||
		{ say "llama.node is left out: npm could not fetch it, see above"; node=; }
fi
text=${PEERS_TEXT:-} mmproj=${PEERS_MMPROJ:-}
if [ -z "$text" ]; then
	read -r _ text mmproj < <(CGO_ENABLED=0 go run ./test/shapes -dir "$DESCRY_CACHE/shapes" "$shape")
fi

work=$(mktemp -d)
server=
end() {
	[ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || :
	rm -rf "$work"
}
trap end EXIT
if [ -n "$ollama" ]; then
	port=$((20000 + $$ % 20000))
	export OLLAMA_HOST=127.0.0.1:$port OLLAMA_MODELS=$work/models OLLAMA_LOAD_TIMEOUT=30m
	export OLLAMA_NO_CLOUD=1 # else it asks its maker for news
	HOME=$work "$ollama" serve >"$work/ollama.log" 2>&1 &
	server=$!
	# A template of our own: the driver writes the family's own prompt.
	printf 'FROM %s\nFROM %s\nTEMPLATE {{ .Prompt }}\n' "$text" "$mmproj" >"$work/Modelfile"
	for _ in $(seq 100); do HOME=$work "$ollama" list >/dev/null 2>&1 && break || sleep 0.2; done
	HOME=$work "$ollama" create peer -f "$work/Modelfile" >"$work/create.log" 2>&1 ||
		{ say "ollama is left out: it does not take the files: $(tail -n 1 "$work/create.log")"; OLLAMA_HOST=; }
fi
say "load average before the start: $(cut -d' ' -f1 /proc/loadavg) (quiet is under 0.3)"
OLLAMA=${OLLAMA_HOST:-} NODE_PEER=$node node "$here/peers.mjs" "$shape" "$text" "$mmproj" "$rounds" "$work" \
	3>&1 4>&2 >"$work/node.log" 2>&1 || { tail -n 20 "$work/node.log" >&2; fail "the comparison ended early"; }
