from edgeassist.lab.sensor_files import readings
from edgeassist.lab.sensor_homes import KINDS
from edgeassist.lab.sensor_other_homes import other_home


def test_other_homes_have_every_fault_and_are_the_same_again() -> None:
    home, again = (other_home(3, weeks=3, faults_a_kind=1) for _ in range(2))
    kinds = {label.kind for each in home.sensors for label in each.labels}
    assert kinds == set(KINDS)
    for one, other in zip(home.sensors, again.sensors, strict=True):
        assert one.labels == other.labels
        assert len(one.reports.at) == len(other.reports.at)
    assert len(home.sensors) > 40
    arrivals = [reading.received for reading in readings(home)]
    assert arrivals == sorted(arrivals)
