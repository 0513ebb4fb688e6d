# scripts/say.sh: sourced by the other scripts. What a person sees while they wait.

# say prints a line about what is being done, apart from what tools print.
say() { printf 'descry: %s\n' "$*" >&2; }

# fail says why nothing goes on, and ends the script.
fail() {
	say "$*"
	exit 1
}

# alive TEXT COMMAND…: runs the command with a line every 15 seconds that says that
# it still runs, and returns its status. The ticking process is waited for; when the
# script is interrupted it ends by itself, as a background process hears no Ctrl+C.
alive() {
	local text=$1 ticker status=0 begin=$SECONDS
	shift
	(
		trap 'kill "$nap" 2>/dev/null; exit 0' TERM
		while :; do
			sleep 15 &
			nap=$!
			wait "$nap"
			kill -0 "$$" 2>/dev/null || exit 0
			say "still $text, $((SECONDS - begin)) s so far"
		done
	) &
	ticker=$!
	"$@" || status=$?
	kill "$ticker" 2>/dev/null
	wait "$ticker" 2>/dev/null
	return "$status"
}
