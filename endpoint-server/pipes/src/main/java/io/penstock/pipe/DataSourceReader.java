package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one {@code .datasource} file. Thread: one; a reader reads one file. */
final class DataSourceReader {
    private static final ImmutableSet<String> ONCE =
            ImmutableSet.of("SCHEMA", "DESCRIPTION", "FORWARD_QUERY", "BACKFILL", "INDEXES");
    private static final Pattern INDEX =
            Pattern.compile(
                    "(?i)(?:INDEX\\s+)?(\\S+)\\s+(.+?)\\s+TYPE\\s+(.+?)(?:\\s+GRANULARITY\\s+([0-9]{1,6}))?\\s*,?");

    private final String name;
    private final String file;
    private final Findings findings;
    private final Map<String, Instruction> settings = new LinkedHashMap<>();
    private final ImmutableList.Builder<TokenGrant> tokens = ImmutableList.builder();

    DataSourceReader(String name, String file, Findings findings) {
        this.name = name;
        this.file = file;
        this.findings = findings;
    }

    /** The data source; absent when it has no columns. What is wrong is in the findings. */
    Optional<DataSource> read(ImmutableList<Instruction> instructions) {
        instructions.forEach(this::instruction);
        Instruction schema = settings.get("SCHEMA");
        if (schema == null) {
            findings.problem(
                    new ProjectProblem(
                            file,
                            1,
                            1,
                            "The data source has no columns; write SCHEMA > and one a line below"
                                    + " it"));
            return Optional.empty();
        }
        int before = findings.count();
        ImmutableList<DataSource.Column> columns = SchemaReader.read(schema.text(), findings);
        boolean allColumns = findings.count() == before;
        if (columns.isEmpty()) {
            if (schema.text().text().isBlank()) {
                problem(schema, "SCHEMA has no column; write one a line below it: `name` String");
            }
            return Optional.empty();
        }
        new ConnectorRules(settings, findings).check();
        return Optional.of(source(columns, allColumns));
    }

    private DataSource source(ImmutableList<DataSource.Column> columns, boolean allColumns) {
        DataSource.Engine engine = new EngineReader(settings, findings, allColumns).read(columns);
        return new DataSource(
                name,
                Identifiers.of(name),
                paragraph("DESCRIPTION"),
                columns,
                engine,
                indexes(),
                forwardQuery(),
                !settings.containsKey("BACKFILL"),
                tokens.build(),
                list("SHARED_WITH"),
                list("TAGS"),
                connector(),
                file);
    }

    private void instruction(Instruction instruction) {
        switch (instruction.name()) {
            case "TOKEN" ->
                    TokenGrants.read(
                                    instruction,
                                    ImmutableSet.of("READ", "APPEND", "CREATE"),
                                    findings)
                            .ifPresent(tokens::add);
            case "VERSION" -> {
                // From before deployments; it never meant anything to a server.
            }
            case "BACKFILL" -> {
                if (!Ascii.equalsIgnoreCase(instruction.value(), "skip")) {
                    problem(
                            instruction,
                            "BACKFILL is '%s'; it can only be skip".formatted(instruction.value()));
                }
                keep(instruction);
            }
            default -> keep(instruction);
        }
    }

    private void keep(Instruction instruction) {
        Instruction first = settings.putIfAbsent(instruction.name(), instruction);
        boolean table =
                ONCE.contains(instruction.name())
                        || DataSourceInstructions.ENGINE.contains(instruction.name())
                        || DataSourceInstructions.CONNECTOR.contains(instruction.name());
        if (first != null && table) {
            findings.problem(
                    ProjectProblem.at(
                            instruction.position(),
                            "%s is set twice, first in line %d; keep one"
                                    .formatted(instruction.name(), first.position().line())));
        }
    }

    private Optional<String> paragraph(String instruction) {
        return Optional.ofNullable(settings.get(instruction)).map(Instruction::paragraph);
    }

    private ImmutableList<String> list(String instruction) {
        return Optional.ofNullable(settings.get(instruction))
                .map(found -> found.list())
                .orElse(ImmutableList.of());
    }

    private Optional<io.penstock.template.SourceText> forwardQuery() {
        Optional<Instruction> query = Optional.ofNullable(settings.get("FORWARD_QUERY"));
        query.filter(q -> !Ascii.toUpperCase(q.paragraph()).matches("(?s)(SELECT|WITH)\\b.*"))
                .ifPresent(
                        q ->
                                problem(
                                        q,
                                        "FORWARD_QUERY must be a SELECT of the new columns, without"
                                                + " FROM"));
        return query.map(Instruction::text);
    }

    private ImmutableList<DataSource.Index> indexes() {
        Instruction block = settings.get("INDEXES");
        if (block == null) {
            return ImmutableList.of();
        }
        ImmutableList.Builder<DataSource.Index> indexes = ImmutableList.builder();
        List<String> wrong = new ArrayList<>();
        for (String line :
                Splitter.on('\n').trimResults().omitEmptyStrings().split(block.text().text())) {
            Matcher matcher = INDEX.matcher(line);
            if (matcher.matches()) {
                int granularity = matcher.group(4) == null ? 1 : Integer.parseInt(matcher.group(4));
                indexes.add(
                        new DataSource.Index(
                                matcher.group(1), matcher.group(2), matcher.group(3), granularity));
            } else if (!line.startsWith("#")) {
                wrong.add(line);
            }
        }
        wrong.forEach(
                line ->
                        problem(
                                block,
                                "'%s' is no index; write: name expression TYPE type GRANULARITY 1"
                                        .formatted(line)));
        return indexes.build();
    }

    private ImmutableMap<String, String> connector() {
        ImmutableMap.Builder<String, String> connector = ImmutableMap.builder();
        settings.forEach(
                (setting, instruction) -> {
                    if (DataSourceInstructions.CONNECTOR.contains(setting)) {
                        connector.put(setting, instruction.paragraph());
                    }
                });
        return connector.buildOrThrow();
    }

    private void problem(Instruction instruction, String message) {
        findings.problem(ProjectProblem.at(instruction.valuePosition(), message));
    }
}
