package app

import (
	"context"
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
	"time"

	"descry/inference"
	"descry/inference/inferencetest"
)

// TestKilledAtRandom kills the worker at any moment, while it loads too, and wants every
// answer, as it is without, and nothing left behind.
func TestKilledAtRandom(t *testing.T) {
	requests, kills := 60, 24
	if long {
		requests, kills = 500, 200
	}
	o := primerOptions(t, inferenceRoom)
	local := openHere(t, o)
	if err := openWorker(t, o).Close(); err != nil { // what the poller needs is there now
		t.Fatal(err)
	}
	fds := descriptors(t)
	e := openWorker(t, o)
	random := rand.New(rand.NewPCG(7, 8))
	questions := []string{"What is this?", "Describe this image.", "What colour is the largest thing?"}
	lost, wrong, died := 0, 0, 0
	for i := range requests {
		// Twice at most: a third death in a row would rightly end the request.
		times := 0
		if left := kills - died; random.IntN(requests-i) < left {
			times = min(1+random.IntN(2), left)
		}
		p := ask(uint8(i%11), questions[i%len(questions)])
		want := reply(t, local, p)
		after := time.Duration(random.Int64N(int64(60 * time.Millisecond)))
		answered := make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() { died += strike(t, after, times, answered) })
		got, err := inferencetest.Collect(t.Context(), t, e, p)
		close(answered)
		wg.Wait()
		switch {
		case err != nil:
			lost++
			t.Logf("request %d, killed %d times: %v", i, times, err)
		case got.Text != want:
			wrong++
			t.Logf("request %d, killed %d times: %q, want %q", i, times, got.Text, want)
		}
	}
	if lost+wrong > 0 || died != kills {
		t.Errorf("%d questions lost, %d answers wrong after %d kills, want %d", lost, wrong, died, kills)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if left := children(t); len(left) > 0 {
		t.Errorf("processes left: %+v", left)
	}
	if n := descriptors(t); n > fds {
		t.Errorf("%d descriptors, %d before", n, fds)
	}
	t.Logf("%d requests, %d kills, %d lost, %d wrong", requests, died, lost, wrong)
}

// strike kills the worker that lives after a while, and each that comes in its place
// before the answer is there. It returns how many it has killed.
func strike(t *testing.T, after time.Duration, times int, answered <-chan struct{}) (died int) {
	for last := 0; died < times; {
		<-time.After(after)
		alive := living(t, last)
		if alive == 0 {
			select {
			case <-answered:
				return died
			default:
				continue
			}
		}
		send(alive, syscall.SIGKILL)
		last = alive
		died++
	}
	return died
}

func reply(t *testing.T, e inference.Engine, p inference.Prompt) string {
	t.Helper()
	r, err := inferencetest.Collect(t.Context(), t, e, p)
	if err != nil {
		t.Fatal(err)
	}
	return r.Text
}

// TestStoppedWorkerIsReplaced: a worker that doesn't run gives no sign of life.
func TestStoppedWorkerIsReplaced(t *testing.T) {
	o := primerOptions(t, inferenceRoom)
	e := openWorker(t, o)
	p := ask(3, "What is this?")
	want := reply(t, e, p)
	stopped := workerPID(t)
	send(stopped, syscall.SIGSTOP)
	begun := time.Now()
	if got := reply(t, e, p); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if now := workerPID(t); now == stopped {
		t.Error("the stopped worker lives")
	}
	t.Logf("answered by another worker after %v", time.Since(begun))
}

// TestStoppedWorkerCanBeLeft: who doesn't want to wait for that stops it at once.
func TestStoppedWorkerCanBeLeft(t *testing.T) {
	e := openWorker(t, primerOptions(t, inferenceRoom))
	send(workerPID(t), syscall.SIGSTOP)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if r, err := inferencetest.Collect(ctx, t, e, ask(3, "What is this?")); err == nil {
		t.Errorf("an answer: %q", r.Text)
	}
	if got := reply(t, e, ask(3, "What is this?")); got == "" {
		t.Error("no answer")
	}
}

// TestFullPipe: a caller who takes his time fills the pipe, which is no death; the
// answer goes on where it was.
func TestFullPipe(t *testing.T) {
	e := openWorker(t, fixtureOptions(t, "smolvlm")) // which never ends an answer by itself
	p := ask(4, "Describe this image.")
	want := reply(t, e, p)
	p.Top = 512 // 20 kB a token, half a megabyte in all
	pid, got, waited := workerPID(t), "", false
	for tok, err := range e.Generate(t.Context(), p) {
		if err != nil {
			t.Fatal(err)
		}
		if got += tok.Text; !waited {
			waited = true
			before, same := "", 0
			soon(t, "the worker rests", func() bool {
				now := ""
				for _, c := range children(t) {
					now += c.ticks
				}
				if same++; now != before {
					before, same = now, 0
				}
				return same > 50
			})
		}
	}
	if got != want || workerPID(t) != pid {
		t.Errorf("got %q, want %q", got, want)
	}
}
