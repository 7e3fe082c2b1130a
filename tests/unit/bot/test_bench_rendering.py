"""How fast rendering is, as the benchmark measures it; the bound here is for slow machines."""

from bot.bench_rendering import rendering_times


def test_an_average_notice_is_rendered_for_both_networks_in_no_time() -> None:
    times = rendering_times()
    assert 0 < times.rendering < 10
    assert 0 < times.reading < 20
