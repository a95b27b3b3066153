package io.penstock.pipe;

import com.google.common.collect.ImmutableList;

import io.penstock.parameter.Parameter;
import io.penstock.spi.sql.BoundSql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything that a project says, as text, one thing a line: two projects with the same text mean
 * the same. Places are left out, and blanks of SQL between words count as one.
 */
final class ProjectText {
    private final Project project;
    private final List<String> lines = new ArrayList<>();

    private ProjectText(Project project) {
        this.project = project;
    }

    static String of(Project project) {
        ProjectText text = new ProjectText(project);
        project.dataSources().values().forEach(text::dataSource);
        project.pipes().values().forEach(text::pipe);
        project.connections().forEach(text::connection);
        project.otherConnections().forEach(text::connection);
        project.notices().forEach(notice -> text.add("notice", notice.file(), notice.message()));
        return String.join("\n", text.lines) + "\n";
    }

    /** One data source. */
    static String of(DataSource source) {
        List<String> parts = new ArrayList<>();
        source.description().ifPresent(d -> parts.add("description " + quoted(d)));
        source.columns().forEach(c -> parts.add("column " + of(c)));
        parts.add("engine " + source.engine().name());
        source.engine().settings().forEach((name, value) -> parts.add(name + " " + value));
        source.indexes().forEach(index -> parts.add(index.toString()));
        source.forwardQuery().ifPresent(q -> parts.add("forward " + sql(q.text())));
        parts.add("backfill " + source.backfill());
        source.tokens().forEach(t -> parts.add("token " + t.token() + " " + t.scope()));
        parts.add("shared with " + source.sharedWith() + ", tags " + source.tags());
        source.connector().forEach((name, value) -> parts.add(name + " " + quoted(value)));
        return String.join("\n  ", parts);
    }

    /** One column. */
    static String of(DataSource.Column column) {
        return column.name()
                + " "
                + column.type().text()
                + column.path().map(path -> " json:" + path.text()).orElse("")
                + column.value()
                        .map(v -> (" " + v.kind() + " " + sql(v.sql())).stripTrailing())
                        .orElse("");
    }

    /** One parameter. */
    static String of(Parameter parameter) {
        List<String> parts = new ArrayList<>(List.of(parameter.name(), parameter.type()));
        parameter.defaultValue().ifPresent(value -> parts.add("default " + quoted(value)));
        if (parameter.required()) {
            parts.add("required");
        }
        parameter.description().ifPresent(text -> parts.add("description " + quoted(text)));
        parameter.example().ifPresent(text -> parts.add("example " + quoted(text)));
        parameter.format().ifPresent(text -> parts.add("format " + quoted(text)));
        if (!parameter.allowed().isEmpty()) {
            parts.add("one of " + parameter.allowed());
        }
        return String.join(" ", parts);
    }

    private void dataSource(DataSource source) {
        add("data source", source.name(), source.file() + "\n ", of(source));
    }

    private void connection(ConnectionFile connection) {
        add("connection", connection.name(), connection.type(), connection.values().toString());
    }

    private void pipe(Pipe pipe) {
        add("pipe", pipe.name(), pipe.file());
        add("  description", pipe.description().map(ProjectText::quoted).orElse("none"));
        add("  role", role(pipe.role()));
        add("  endpoint", pipe.endpoint().map(Node::name).orElse("none"));
        add("  tokens", pipe.tokens().stream().map(TokenGrant::token).toList().toString());
        add("  tags", pipe.tags().toString(), "cache", pipe.cache().toString());
        project.parameters(pipe, pipe.output())
                .forEach(parameter -> add("  parameter", of(parameter)));
        pipe.nodes().forEach(node -> node(pipe, node));
    }

    private void node(Pipe pipe, Node node) {
        Optional<String> description = node.description();
        add("  node", node.name(), description.map(ProjectText::quoted).orElse(""));
        add("    sql", sql(node.sql()));
        for (BoundSql variant : project.bindVariants(pipe, node)) {
            add("    rendered", sql(variant.text()), "views", variant.views().keySet().toString());
        }
    }

    private static String role(PipeRole role) {
        return switch (role) {
            case PipeRole.Untyped untyped -> "none";
            case PipeRole.Endpoint endpoint -> "endpoint";
            case PipeRole.Materialized m ->
                    "materialized %s to %s, engine %s, alter %s"
                            .formatted(m.node().name(), m.target(), m.engine(), m.alter());
            case PipeRole.Copy copy ->
                    "copy %s to %s, schedule %s, replace %s"
                            .formatted(
                                    copy.node().name(),
                                    copy.target(),
                                    copy.schedule(),
                                    copy.replace());
            case PipeRole.Sink sink ->
                    "sink %s to %s %s"
                            .formatted(sink.node().name(), sink.service(), sink.settings());
        };
    }

    /** A text over lines may mean every blank of it; other SQL does not mind. */
    private static String sql(String text) {
        return TextLines.spanned(text)
                ? text.strip()
                : text.lines()
                        .map(line -> line.strip())
                        .filter(line -> !line.isEmpty())
                        .collect(Collectors.joining(" "));
    }

    private static String quoted(String text) {
        return "'" + text.replace("\n", "\\n") + "'";
    }

    private void add(String... parts) {
        lines.add(String.join(" ", ImmutableList.copyOf(parts)));
    }
}
