"""Diagrams that can be read: everything drawn, right-angled, inside its lane, nothing on top of anything."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from service.cli import cli
from service.domain.errors import InvalidDefinition
from service.engine.layout import BPMNDI, DC, DI, has_drawing, layout
from service.engine.layout_graph import Box
from service.engine.xml import FLOW_NODES, local, q
from tests.content.files import DIAGRAMS
from tests.engine.draw import Process, definitions

EACH = pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)


def boxes(root: etree._Element) -> dict[str, Box]:
    """Return the drawn shapes by element id."""
    found = {}
    for shape in root.iter(f"{{{BPMNDI}}}BPMNShape"):
        bounds = shape.find(f"{{{DC}}}Bounds")
        found[shape.get("bpmnElement")] = Box(*(float(bounds.get(side)) for side in ("x", "y", "width", "height")))
    return found


def labels(root: etree._Element) -> dict[str, Box]:
    """Return the drawn names by element id."""
    found = {}
    for bounds in root.iter(f"{{{DC}}}Bounds"):
        if local(bounds.getparent()) == "BPMNLabel":
            owner = bounds.getparent().getparent().get("bpmnElement")
            found[owner] = Box(*(float(bounds.get(side)) for side in ("x", "y", "width", "height")))
    return found


def lines(root: etree._Element) -> dict[str, list[tuple[float, float]]]:
    """Return the drawn flows by id."""
    return {
        edge.get("bpmnElement"): [(float(p.get("x")), float(p.get("y"))) for p in edge.iter(f"{{{DI}}}waypoint")]
        for edge in root.iter(f"{{{BPMNDI}}}BPMNEdge")
    }


@EACH
def test_everything_is_drawn(path: Path) -> None:
    root = etree.parse(path).getroot()
    nodes = {item.get("id") for item in root.iter() if local(item) in FLOW_NODES}
    lanes = {item.get("id") for item in root.iter(q("lane"))} | {item.get("id") for item in root.iter(q("participant"))}
    assert set(boxes(root)) == nodes | lanes
    assert set(lines(root)) == {item.get("id") for item in root.iter(q("sequenceFlow"))}


@EACH
def test_flows_are_right_angled_and_run_around_shapes(path: Path) -> None:
    root = etree.parse(path).getroot()
    shapes = boxes(root)
    outer = {item.get("id") for item in root.iter(q("lane"), q("participant"), q("subProcess"))}
    for flow in root.iter(q("sequenceFlow")):
        points = lines(root)[flow.get("id")]
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points)), flow.get("id")
        for name, box in shapes.items():
            if name not in outer and not name.startswith("start") and name not in _ends(root, flow):
                assert all(box.cut_by(a, b) == 0 for a, b in pairwise(points)), (flow.get("id"), name)


def _ends(root: etree._Element, flow: etree._Element) -> set[str]:
    """Return both ends of a flow, and the host of a boundary event at its start."""
    ends = {flow.get("sourceRef"), flow.get("targetRef")}
    for event in root.iter(q("boundaryEvent")):
        if event.get("id") in ends:
            ends.add(event.get("attachedToRef"))
    return ends


@EACH
def test_shapes_keep_apart_and_in_their_lane(path: Path) -> None:
    root = etree.parse(path).getroot()
    shapes = boxes(root)
    attached = {item.get("id") for item in root.iter(q("boundaryEvent"))}
    inside = {node.get("id") for sub in root.iter(q("subProcess")) for node in sub if local(node) in FLOW_NODES}
    for lane in root.iter(q("lane")):
        nodes = [ref.text for ref in lane.iter(q("flowNodeRef"))]
        for node in nodes:
            assert shapes[lane.get("id")].overlap(shapes[node]) == shapes[node].w * shapes[node].h, node
    names = [item.get("id") for item in root.iter() if local(item) in FLOW_NODES and item.get("id") not in attached]
    for one, other in combinations([name for name in names if name not in inside], 2):
        assert shapes[one].grown(10).overlap(shapes[other]) == 0, (one, other)


@EACH
def test_names_are_not_hidden(path: Path) -> None:
    root = etree.parse(path).getroot()
    names, shapes = labels(root), boxes(root)
    outer = {item.get("id") for item in root.iter(q("lane"), q("participant"), q("subProcess"))}
    for one, other in combinations(names, 2):
        assert names[one].overlap(names[other]) == 0, (one, other)
    for name, label in names.items():
        for shape, box in shapes.items():
            assert shape in outer or label.overlap(box) == 0, (name, shape)
        for flow, points in lines(root).items():
            assert sum(label.cut_by(a, b) for a, b in pairwise(points)) == 0, (name, flow)


@EACH
def test_names_are_not_broken(path: Path) -> None:
    """The page writes names with 12 px: a frame one pixel too narrow breaks the last character into another line."""
    root = etree.parse(path).getroot()
    said = {item.get("id"): item.get("name") for item in root.iter() if item.get("name")}
    for name, label in labels(root).items():
        room = int(label.w // 12) * int(label.h // 15)
        assert room >= sum(1 if ord(char) > 0x2E7F else 0.6 for char in said[name]), (name, said[name])


@EACH
def test_the_drawing_is_what_layout_draws(path: Path) -> None:
    assert layout(path.read_bytes()) == path.read_bytes()


def test_a_file_without_a_drawing_gets_one_and_nothing_else_changes() -> None:
    bare = (
        f'<bpmn:definitions xmlns:bpmn="{q("")[1:-1]}" id="d" targetNamespace="urn:x"><bpmn:process id="p">'
        '<bpmn:startEvent id="a"/><bpmn:subProcess id="s"><bpmn:task id="t"/><bpmn:task id="u"/>'
        '<bpmn:sequenceFlow id="f" sourceRef="t" targetRef="u"/></bpmn:subProcess><bpmn:endEvent id="z"/>'
        '<bpmn:sequenceFlow id="g" sourceRef="a" targetRef="s"/><bpmn:sequenceFlow id="h" sourceRef="s" targetRef="z"/>'
        "</bpmn:process></bpmn:definitions>"
    ).encode()
    assert not has_drawing(bare)
    drawn = layout(bare)
    assert has_drawing(drawn)
    root = etree.fromstring(drawn)
    assert set(boxes(root)) == {"a", "s", "t", "u", "z"} and set(lines(root)) == {"f", "g", "h"}
    assert boxes(root)["s"].overlap(boxes(root)["t"]) == 120 * 80
    kept = [(item.tag, dict(item.attrib)) for item in etree.fromstring(bare).iter()]
    assert [(item.tag, dict(item.attrib)) for item in root.iter() if item.tag.startswith(q("")[:-1])][
        : len(kept)
    ] == kept


def test_two_pools_and_their_message_stand_one_above_the_other() -> None:
    bpmn = q("")[1:-1]
    root = etree.fromstring(
        layout(
            (
                f'<definitions xmlns="{bpmn}" id="d" targetNamespace="urn:x"><collaboration id="c">'
                '<participant id="one" processRef="p"/><participant id="two"/>'
                '<messageFlow id="m" sourceRef="t" targetRef="two"/></collaboration>'
                '<process id="p"><task id="t"/></process></definitions>'
            ).encode()
        )
    )
    shapes = boxes(root)
    assert shapes["one"].bottom < shapes["two"].y
    assert lines(root)["m"] == [(shapes["t"].cx, shapes["t"].bottom), (shapes["t"].cx, shapes["two"].y)]


def test_what_is_no_bpmn_is_refused() -> None:
    with pytest.raises(InvalidDefinition):
        layout(b"<html/>")


def test_the_command_draws_a_file(tmp_path: Path) -> None:
    file = tmp_path / "a.bpmn"
    file.write_bytes(definitions(Process("proc_a").start().end().flow("start_1", "end_1").xml()))
    done = CliRunner().invoke(cli, ["layout", str(file)])
    assert done.exit_code == 0 and has_drawing(file.read_bytes())
    drawn = file.read_bytes()
    file.write_bytes(b"<html/>")
    assert CliRunner().invoke(cli, ["layout", str(file)]).exit_code == 1 and file.read_bytes() == b"<html/>"
    file.write_bytes(drawn)
    assert CliRunner().invoke(cli, ["layout", str(file)]).exit_code == 0 and file.read_bytes() == drawn
