/* Preloaded into a node: its wall clock is SHIFTED_CLOCK_SECONDS ahead. Its other clocks are left alone. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *now)
{
	long result = syscall(SYS_clock_gettime, clock, now);
	const char *shift = getenv("SHIFTED_CLOCK_SECONDS");

	if (result == 0 && clock == CLOCK_REALTIME && shift)
		now->tv_sec += atol(shift);
	return (int)result;
}
