package io.penstock.pipe;

import com.google.common.collect.ImmutableSet;

import io.penstock.parameter.Spelling;
import io.penstock.spi.error.SqlPosition;

import java.util.Map;
import java.util.TreeMap;

/** Rules that need the whole project: targets and tables that must be there, what does not run. */
final class ProjectRules {
    private final ProjectReader.Contents contents;
    private final Findings findings;
    private final Map<String, DataSource> sources = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    ProjectRules(ProjectReader.Contents contents) {
        this.contents = contents;
        this.findings = contents.findings();
        this.sources.putAll(contents.dataSources());
    }

    void check() {
        contents.pipes().values().forEach(this::pipe);
        contents.dataSources().values().forEach(this::source);
        contents.fixtures().forEach(this::fixture);
    }

    private void pipe(Pipe pipe) {
        boolean runs =
                pipe.role() instanceof PipeRole.Endpoint || pipe.role() instanceof PipeRole.Untyped;
        if (!runs) {
            notice(
                    pipe.file(),
                    "TYPE " + pipe.role().type() + " is not run yet: the pipe is a building block");
        }
        pipe.target().ifPresent(target -> target(pipe, target));
    }

    private void target(Pipe pipe, String target) {
        boolean made = pipe.role() instanceof PipeRole.Materialized m && !m.engine().isEmpty();
        boolean elsewhere = target.contains(".") || contents.leftOut().contains(target);
        if (!sources.containsKey(target) && !made && !elsewhere) {
            findings.problem(
                    ProjectProblem.at(
                            position(pipe),
                            "There is no data source '%s' to write to; add %s.datasource%s"
                                    .formatted(
                                            target,
                                            target,
                                            Spelling.suggestion(target, sources.keySet()))));
        }
    }

    private static SqlPosition position(Pipe pipe) {
        return switch (pipe.role()) {
            case PipeRole.Materialized role -> role.position();
            case PipeRole.Copy role -> role.position();
            case PipeRole.Sink role -> role.node().position();
            case PipeRole.Untyped role -> pipe.output().position();
            case PipeRole.Endpoint role -> pipe.output().position();
        };
    }

    private void source(DataSource source) {
        notice(
                source.file(),
                "Data sources are not stored yet: queries can't read '%s'"
                        .formatted(source.name()));
        source.connection().ifPresent(connection -> connection(source, connection));
    }

    private void connection(DataSource source, String connection) {
        boolean known =
                contents.otherConnections().stream()
                        .anyMatch(c -> c.name().equalsIgnoreCase(connection));
        if (!known) {
            notice(
                    source.file(),
                    "There is no connection '%s' in the project%s"
                            .formatted(
                                    connection,
                                    Spelling.suggestion(connection, connectionNames())));
        }
    }

    private ImmutableSet<String> connectionNames() {
        return contents.otherConnections().stream()
                .map(ConnectionFile::name)
                .collect(ImmutableSet.toImmutableSet());
    }

    private void fixture(Fixture fixture) {
        String name = fixture.dataSource();
        if (!sources.containsKey(name) && !contents.leftOut().contains(name)) {
            notice(
                    fixture.file(),
                    "There is no data source '%s' for these rows%s"
                            .formatted(
                                    fixture.dataSource(),
                                    Spelling.suggestion(fixture.dataSource(), sources.keySet())));
        }
    }

    private void notice(String file, String message) {
        findings.notice(new ProjectProblem(file, 1, 1, message));
    }
}
