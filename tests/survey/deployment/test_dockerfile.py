"""Dockerfiles: lines, stages, variables, what COPY brings and what RUN runs."""

from __future__ import annotations

from buildcheck.model.deployment import Deployment, Instruction, origin_at
from tests.survey.deployment.conftest import Read


def dockerfile(read: Read, text: str, **files: str) -> Deployment:
    """The only Dockerfile of a project that holds ``files`` besides."""
    found = [each for each in read({"Dockerfile": text, **files}).deployments if each.kind == "dockerfile"]
    assert len(found) == 1
    return found[0]


def named(made: Deployment, name: str) -> list[Instruction]:
    return [each for each in made.instructions if each.name == name]


def test_continuations_comments_and_directives(read: Read) -> None:
    text = "# escape=`\n# a comment\nFROM node:22\nCOPY . .\nRUN npm ci && `\n  # between\n\n  npm run build\n"
    run = named(dockerfile(read, text), "RUN")[0]
    assert run.at.line == 5
    assert [each.words for each in run.commands] == [("npm", "ci"), ("npm", "run", "build")]


def test_here_documents_are_one_instruction(read: Read) -> None:
    script = "RUN <<-EOF\n\tnpm ci\n\tnpm run build\n\tEOF\n"
    text = f"FROM node:22\nCOPY . .\n{script}COPY <<EOF /app/x\nFROM nothing\nEOF\nCMD npm start\n"
    made = dockerfile(read, text)
    assert [each.name for each in made.instructions] == ["FROM", "COPY", "RUN", "COPY", "CMD"]
    assert [each.words for each in named(made, "RUN")[0].commands] == [("npm", "ci"), ("npm", "run", "build")]


def test_variables_have_the_values_of_their_stage(read: Read) -> None:
    text = (
        "ARG NODE=22\nFROM node:${NODE}-alpine AS base\nARG NODE\nENV HOME_DIR=/srv\nFROM base\n"
        "WORKDIR ${HOME_DIR}/${NAME:-app}\nCOPY . ./$NODE\n"
    )
    made = dockerfile(read, text)
    assert made.stages()[0].words[0] == "node:22-alpine"
    assert named(made, "WORKDIR")[0].workdir == "/srv/app"
    # An argument ends with its stage; what ENV sets is passed on.
    assert named(made, "COPY")[0].words == (".", "./$NODE")


def test_values_of_variables_are_not_kept(read: Read) -> None:
    made = dockerfile(read, "FROM node:22\nENV TOKEN=hunter2 NODE_ENV=production\nARG OTHER=hunter2\nCOPY . .\n")
    assert "hunter2" not in repr(made)
    assert dict(named(made, "ENV")[0].pairs()) == {"TOKEN": "", "NODE_ENV": "production"}


def test_copies_are_traced_back_through_stages(read: Read) -> None:
    text = (
        "FROM node:22 AS deps\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\n"
        "FROM node:22 AS builder\nWORKDIR /src\nCOPY --from=deps /app/node_modules ./node_modules\nCOPY . .\n"
        "RUN npm run build\nFROM nginx\nCOPY --from=builder /src/out /usr/share/nginx/html\n"
        "COPY --from=1 /src/public /www\n"
    )
    made = dockerfile(read, text)
    contents = made.contents(made.instructions[-1]) + made.instructions[-1].copied
    assert origin_at(contents, "/usr/share/nginx/html/index.html") == "out/index.html"
    assert origin_at(contents, "/www/robots.txt") == "public/robots.txt"
    assert [line.folder for line in named(made, "RUN")] == [".", "."]


def test_an_app_in_a_workspace_is_found_in_the_image(read: Read) -> None:
    text = "FROM node:22\nWORKDIR /repo\nCOPY . .\nRUN cd web && npm run build\nWORKDIR web\nRUN npm run build\n"
    made = dockerfile(read, text)
    assert [each.words for _, each in made.builds("web")] == [("npm", "run", "build")] * 2


def test_the_start_of_a_stage_may_stand_in_its_base(read: Read) -> None:
    made = dockerfile(read, 'FROM node:22 AS base\nENTRYPOINT ["tini", "--"]\nCMD npm start\nFROM base\nCOPY . .\n')
    start = made.start()
    assert start is not None
    assert start.at.line == 3


def test_another_entry_point_decides_what_is_run(read: Read) -> None:
    made = dockerfile(read, 'FROM node:22\nCOPY . .\nENTRYPOINT ["./entry.sh"]\nCMD ["npm", "start"]\n')
    assert made.start() is None


def test_the_context_is_what_a_compose_file_says(read: Read) -> None:
    compose = "services:\n  web:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile\n"
    found = read({"docker/Dockerfile": "FROM node:22\nCOPY . .\n", "compose.yml": compose}).deployments
    assert [(each.path, each.folder) for each in found] == [("docker/Dockerfile", ".")]


def test_a_dockerfile_of_another_folder_does_not_concern_the_app(read: Read) -> None:
    files = {"api/Dockerfile": "FROM python:3\nCOPY requirements.txt .\nCOPY . .\n", "api/requirements.txt": "flask\n"}
    assert read(files).deployments == ()


def test_broken_lines_end_nothing(read: Read) -> None:
    text = 'FROM\nRUN ["npm",\nCOPY\nCOPY --from\nENV\nWORKDIR\nFROM x AS\nRUN <<EOF\nnever closed'
    read({"Dockerfile": text})
