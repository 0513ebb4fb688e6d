# scripts/say.sh: sourced by the other scripts. What a person sees while they wait.

# say prints a line about what is being done, apart from what tools print.
say() { printf 'descry: %s\n' "$*" >&2; }

# fail says why nothing goes on, and ends the script.
fail() {
	say "$*"
	exit 1
}

# alive TEXT COMMAND…: runs the command with a line every 15 seconds that says that
# it still runs, and returns its status. The ticking process is waited for. It ends when
# the pipe behind descriptor 8 does, so also when the script is interrupted; a signal
# could reach it before it has left the script's traps behind, which then tidy up what is
# in use. Not to be nested.
alive() {
	local text=$1 ticker status=0 begin=$SECONDS over
	shift
	exec 8> >(
		while over=0; read -r -t 15 || over=$?; [ "$over" -gt 128 ]; do # a status over 128: nothing came yet
			say "still $text, $((SECONDS - begin)) s so far"
		done
	)
	ticker=$!
	"$@" 8>&- || status=$?
	exec 8>&-
	wait "$ticker" || true
	return "$status"
}
