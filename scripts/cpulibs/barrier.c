// Linked into each CPU library by scripts/cpulibs.sh, in place of OpenMP's barrier (the
// linker's --wrap), of which ggml passes a thousand for each token. Threads that have cores
// of their own should look for each other, which takes a microsecond, and not sleep and be
// woken, which takes fifty. Where another program has the core of one, looking keeps that
// one from running, and sleeping is far the quicker. Neither OpenMP nor ggml's own threads
// find out which it is; this barrier does: who has looked in vain several times sleeps at once
// at the next ones, and then tries again.
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#if defined(__linux__)
#include <linux/futex.h>
#include <omp.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define PAUSE() __builtin_ia32_pause()
#else
#define PAUSE() atomic_thread_fence(memory_order_seq_cst)
#endif

// LOOKS take a third of a millisecond on a Xeon: more than threads with cores of their own
// wait for each other in a token, less than a turn of another program.
#define LOOKS 8000
// SLEEPS is how many barriers are slept at after looking in vain at more than one in VAIN,
// twice. Now and then it happens on an idle machine too, where sleeping at those that follow
// would cost a twentieth of the speed.
#define SLEEPS 64
#define VAIN 8

// A parallel region. It lies on the stack of the thread that opened it, which waits in
// GOMP_parallel for all others to leave.
struct region {
	void (*work)(void *);
	void *data;
	atomic_int arrived, sleepers;
	atomic_uint phase; // counts the barriers passed
};

static _Thread_local struct region *region;
// Of this thread: the barriers that are still to be slept at; VAIN for each that was looked
// at in vain, less one for each other.
static _Thread_local int sleeps, vain;

void __real_GOMP_barrier(void);
void __real_GOMP_parallel(void (*work)(void *), void *data, unsigned threads, unsigned flags);

static void enter(void *r) {
	struct region *outer = region;
	region = r;
	region->work(region->data);
	region = outer;
}

void __wrap_GOMP_parallel(void (*work)(void *), void *data, unsigned threads, unsigned flags) {
	struct region r = {.work = work, .data = data};
	__real_GOMP_parallel(enter, &r, threads, flags);
}

static bool looked(struct region *r, unsigned phase) {
	if (sleeps > 0) {
		sleeps--;
		return false;
	}
	for (int i = 0; i < LOOKS; i++) {
		if (atomic_load_explicit(&r->phase, memory_order_acquire) != phase) {
			vain -= vain > 0;
			return true;
		}
		PAUSE();
	}
	vain += VAIN;
	if (vain > 2 * VAIN) {
		sleeps = SLEEPS;
		vain = VAIN;
	}
	return false;
}

void __wrap_GOMP_barrier(void) {
	struct region *r = region;
	if (!r) {
		__real_GOMP_barrier();
		return;
	}
	// Before arriving: the last to arrive begins the next phase.
	const unsigned phase = atomic_load(&r->phase);
	if (atomic_fetch_add(&r->arrived, 1) == omp_get_num_threads() - 1) {
		atomic_store(&r->arrived, 0);
		atomic_fetch_add(&r->phase, 1);
		// Who sleeps has counted itself before the kernel compared the phase.
		if (atomic_load(&r->sleepers) > 0) {
			syscall(SYS_futex, &r->phase, FUTEX_WAKE_PRIVATE, 1 << 30, NULL, NULL, 0);
		}
		return;
	}
	if (looked(r, phase)) {
		return;
	}
	atomic_fetch_add(&r->sleepers, 1);
	while (atomic_load(&r->phase) == phase) {
		syscall(SYS_futex, &r->phase, FUTEX_WAIT_PRIVATE, phase, NULL, NULL, 0);
	}
	atomic_fetch_sub(&r->sleepers, 1);
}
#endif
