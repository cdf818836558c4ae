"""How the peers are timed: calls in groups, so that reading the clock does not count, and all cases in turn, so that a busy
moment of the machine hits all alike."""
import statistics
import time


def medians(cases, seconds):
    """Median milliseconds a call of each case, a dictionary of functions; measures for some seconds a case."""
    groups = {}
    for name, work in cases.items():
        work()
        start = time.perf_counter()
        work()
        groups[name] = max(1, int(0.001 / max(time.perf_counter() - start, 1e-7)))
    times = {name: [] for name in cases}
    end = time.perf_counter() + seconds * len(cases)
    while time.perf_counter() < end:
        for name, work in cases.items():
            start = time.perf_counter()
            for _ in range(groups[name]):
                work()
            times[name].append((time.perf_counter() - start) / groups[name])
    return {name: 1000 * statistics.median(samples) for name, samples in times.items()}


def show(title, cases, seconds):
    """Prints the medians of some cases; the first is what the others are multiples of."""
    measured = medians(cases, seconds)
    floor = next(iter(measured.values()))
    print(f"\n{title}\n{'':44} median ms   x first")
    for name, median in measured.items():
        print(f"{name:44} {median:9.4f} {median / floor:9.2f}", flush=True)
