"""The ways to a server: TLS, signed URLs, run configuration."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import trustme

from orchestration.assets.ingest import raw_tables
from orchestration.errors import SourceError
from orchestration.lakefs import LakeFS
from orchestration.lakefs.configuration import configuration_of
from orchestration.lakefs.resource import LakeFSResource
from orchestration.settings import load_settings
from orchestration.sources.lakefs import LakeFSSource
from orchestration.warehouse import read_frame
from tests.lakefs.conftest import Place
from tests.lakefs.double import Double
from tests.lakefs.measuring import connection_to
from tests.lakefs.reading import config_of

ROW = b"FL-01;0.5;1;1;1741000000000;50.8;4.3;3.2\n"


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def over_tls(authority: trustme.CA, **settings: Any) -> str:
    """Ask a server whose certificate the authority signed for the head of `main`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with Double(tls=context) as double:
        double.create("fleet")
        config = load_settings(
            source="lakefs", lakefs={**connection_to(double, "fleet"), "retries": 0, **settings}
        ).lakefs
        return LakeFS(config).commit("main").id


def test_a_certificate_that_nobody_trusts_is_refused(authority: trustme.CA) -> None:
    with pytest.raises(SourceError, match=r"no trusted TLS.*FORKLIFT_LAKEFS_CA_BUNDLE") as caught:
        over_tls(authority)
    assert "\n" not in str(caught.value)
    assert "lakefs://fleet/main at https://127.0.0.1" in str(caught.value)


def test_a_bundle_makes_it_trusted(authority: trustme.CA, tmp_path: Path) -> None:
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    assert len(over_tls(authority, ca_bundle=bundle)) == 64
    with pytest.raises(SourceError, match="no trusted TLS"):
        over_tls(trustme.CA(), ca_bundle=bundle)


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_verification_can_be_switched_off(authority: trustme.CA) -> None:
    assert len(over_tls(authority, verify_tls=False)) == 64


def test_signed_urls_are_read_without_the_credentials(
    on_double: Place, double: Double, tmp_path: Path
) -> None:
    double.faults.presign()
    on_double.put_and_commit("real_data/a.csv", b"signed")
    source = LakeFSSource(config_of(on_double, presign=True), tmp_path)
    version = source.resolve()
    (fetched,) = source.fetch(version, source.list(version))
    assert fetched.local_path.read_bytes() == b"signed"
    assert double.count("presigned") == 1


def test_connections_suffice_for_all_workers(on_double: Place) -> None:
    config = config_of(on_double, workers=48)
    assert configuration_of(config).connection_pool_maxsize == 48


def test_run_configuration_names_another_repository(
    on_double: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = on_double.put_and_commit("trucks/a.csv", ROW)
    on_double.put_and_commit("trucks/a.csv", ROW + ROW)
    monkeypatch.setenv("NIGHT_SECRET", on_double.secret_access_key)
    settings = load_settings(
        source="lakefs",
        data_dir=tmp_path,
        lakefs={
            "endpoint": "http://127.0.0.1:9",
            "access_key_id": "x",
            "secret_access_key": "x",
            "repository": "elsewhere",
        },
    )
    given = {
        "endpoint": on_double.endpoint,
        "access_key_id": on_double.access_key_id,
        "secret_access_key": {"env": "NIGHT_SECRET"},
        "repository": on_double.repository,
        "prefix": "trucks",
    }
    with dg.DagsterInstance.ephemeral() as instance:
        done = dg.materialize(
            [raw_tables],
            instance=instance,
            resources={"settings": settings, "lakefs": LakeFSResource()},
            run_config={
                "ops": {"ingest": {"config": {"ref": "main~1"}}},
                "resources": {"lakefs": {"config": given}},
            },
        )
        run = instance.get_run_by_id(done.run_id)
        told = "".join(str(record) for record in instance.all_logs(done.run_id))
    assert run is not None
    assert run.tags["lakefs/commit"] == run.tags["source/version"] == first
    assert run.tags["lakefs/ref"] == "main~1"
    assert on_double.secret_access_key not in told + str(run.run_config)
    loaded = read_frame(settings, "select count(*) as n, any_value(version) v from raw.telemetry")
    assert loaded.iloc[0].tolist() == [1, first]
