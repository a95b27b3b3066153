package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.parameter.Spelling;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads how a data source keeps its rows, and checks the columns that its engine names. */
final class EngineReader {
    private static final String DEFAULT = "MergeTree";
    private static final ImmutableSet<String> ENGINES =
            ImmutableSet.of(
                    DEFAULT,
                    "ReplacingMergeTree",
                    "SummingMergeTree",
                    "AggregatingMergeTree",
                    "CollapsingMergeTree",
                    "VersionedCollapsingMergeTree",
                    "Join",
                    "Null");
    private static final ImmutableSet<String> WITHOUT_KEY = ImmutableSet.of("Join", "Null");

    /** Settings that name one column, and the engines that read them. */
    private static final ImmutableMap<String, ImmutableSet<String>> COLUMN_SETTINGS =
            ImmutableMap.of(
                    "ENGINE_VER", ImmutableSet.of("ReplacingMergeTree"),
                    "ENGINE_IS_DELETED", ImmutableSet.of("ReplacingMergeTree"),
                    "ENGINE_SIGN",
                            ImmutableSet.of("CollapsingMergeTree", "VersionedCollapsingMergeTree"),
                    "ENGINE_VERSION", ImmutableSet.of("VersionedCollapsingMergeTree"));

    private static final ImmutableMap<String, ImmutableList<String>> NEEDED =
            ImmutableMap.of(
                    "CollapsingMergeTree", ImmutableList.of("ENGINE_SIGN"),
                    "VersionedCollapsingMergeTree",
                            ImmutableList.of("ENGINE_SIGN", "ENGINE_VERSION"));

    /** Settings with columns, or expressions of some, between commas. */
    private static final ImmutableList<String> COLUMN_LISTS =
            ImmutableList.of(
                    "ENGINE_SORTING_KEY",
                    "ENGINE_PRIMARY_KEY",
                    "ENGINE_SUMMING_COLUMNS",
                    "ENGINE_COLUMNS",
                    "ENGINE_KEY_COLUMNS");

    private static final ImmutableMap<String, ImmutableSet<String>> CHOICES =
            ImmutableMap.of(
                    "ENGINE_JOIN_STRICTNESS", ImmutableSet.of("ANY", "ALL", "SEMI", "ANTI"),
                    "ENGINE_JOIN_TYPE", ImmutableSet.of("INNER", "LEFT", "RIGHT", "FULL"));

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern SETTING =
            Pattern.compile(
                    "\\s*[A-Za-z_][A-Za-z0-9_]*\\s*=\\s*(-?[0-9]+(\\.[0-9]+)?|true|false|'[^']*'|\"[^\"]*\")\\s*");

    private final Map<String, Instruction> settings;
    private final Findings findings;
    private final boolean allColumns;

    /**
     * A reader.
     *
     * @param allColumns whether all columns could be read: else a name may be that of one which
     *     could not
     */
    EngineReader(Map<String, Instruction> settings, Findings findings, boolean allColumns) {
        this.settings = settings;
        this.findings = findings;
        this.allColumns = allColumns;
    }

    DataSource.Engine read(ImmutableList<DataSource.Column> columns) {
        ImmutableMap.Builder<String, String> values = ImmutableMap.builder();
        settings.forEach(
                (name, instruction) -> {
                    if (name.startsWith("ENGINE_")) {
                        values.put(name, instruction.value());
                    }
                });
        DataSource.Engine engine = new DataSource.Engine(name(), values.buildOrThrow());
        check(engine, columns);
        return engine;
    }

    private String name() {
        String written =
                Optional.ofNullable(settings.get("ENGINE"))
                        .map(Instruction::value)
                        .filter(value -> !value.isEmpty())
                        .orElse(DEFAULT);
        String bare = written.endsWith("()") ? written.substring(0, written.length() - 2) : written;
        if (!ENGINES.contains(bare)) {
            problem(
                    "ENGINE",
                    "There is no engine '%s'; there are %s%s"
                            .formatted(
                                    written,
                                    String.join(", ", ENGINES),
                                    Spelling.suggestion(bare, ENGINES)));
        }
        return bare;
    }

    private void check(DataSource.Engine engine, ImmutableList<DataSource.Column> columns) {
        COLUMN_SETTINGS.forEach(
                (setting, engines) -> checkColumn(engine, setting, engines, columns));
        for (String needed : NEEDED.getOrDefault(engine.name(), ImmutableList.of())) {
            if (!settings.containsKey(needed)) {
                problem(
                        "ENGINE",
                        "%s needs %s with a column's name".formatted(engine.name(), needed));
            }
        }
        boolean unsorted =
                engine.setting("SORTING_KEY").isEmpty() && !WITHOUT_KEY.contains(engine.name());
        if (unsorted && settings.containsKey("ENGINE")) {
            notice(
                    "ENGINE",
                    "%s has no ENGINE_SORTING_KEY; write the columns that queries filter by"
                            .formatted(engine.name()));
        }
        COLUMN_LISTS.forEach(setting -> checkColumns(setting, names(columns)));
        CHOICES.forEach(this::checkChoice);
        checkPrimaryKey(engine);
        engine.setting("SETTINGS").ifPresent(this::checkSettings);
    }

    private static ImmutableSet<String> names(ImmutableList<DataSource.Column> columns) {
        return columns.stream().map(DataSource.Column::name).collect(ImmutableSet.toImmutableSet());
    }

    private ImmutableList<String> list(String setting) {
        String text = at(setting).map(Instruction::value).orElse("").strip();
        boolean bracketed = text.startsWith("(") && text.indexOf(')') == text.length() - 1;
        return Splitter.on(',')
                .trimResults()
                .omitEmptyStrings()
                .splitToStream(bracketed ? text.substring(1, text.length() - 1) : text)
                .map(column -> column.replace("`", ""))
                .collect(ImmutableList.toImmutableList());
    }

    /** Expressions are left to the engine; a bare name must be a column. */
    private void checkColumns(String setting, ImmutableSet<String> names) {
        boolean expression = at(setting).filter(i -> i.value().indexOf('(') > 0).isPresent();
        for (String column : expression ? ImmutableList.<String>of() : list(setting)) {
            if (NAME.matcher(column).matches() && !names.contains(column)) {
                noColumn(setting, column, names);
            }
        }
    }

    private void noColumn(String setting, String column, ImmutableSet<String> names) {
        if (allColumns && !isOfConnector(column)) {
            problem(
                    setting,
                    "%s is '%s', which is no column of this data source%s"
                            .formatted(setting, column, Spelling.suggestion(column, names)));
        }
    }

    /** Kafka and DynamoDB add columns of their own, such as {@code __timestamp}. */
    private boolean isOfConnector(String column) {
        return column.startsWith("_")
                && settings.keySet().stream()
                        .anyMatch(name -> name.startsWith("KAFKA_") || name.startsWith("IMPORT_"));
    }

    private void checkChoice(String setting, ImmutableSet<String> choices) {
        at(setting)
                .map(Instruction::value)
                .filter(value -> !value.isEmpty() && !choices.contains(Ascii.toUpperCase(value)))
                .ifPresent(
                        value ->
                                problem(
                                        setting,
                                        "%s is '%s'; it must be one of %s"
                                                .formatted(
                                                        setting,
                                                        value,
                                                        String.join(", ", choices))));
    }

    private void checkPrimaryKey(DataSource.Engine engine) {
        ImmutableList<String> primary = list("ENGINE_PRIMARY_KEY");
        ImmutableList<String> sorting = list("ENGINE_SORTING_KEY");
        boolean begins =
                primary.size() <= sorting.size()
                        && sorting.subList(0, primary.size()).equals(primary);
        if (!begins && engine.setting("SORTING_KEY").isPresent()) {
            problem(
                    "ENGINE_PRIMARY_KEY",
                    "ENGINE_PRIMARY_KEY is '%s'; it must begin like the sorting key '%s'"
                            .formatted(String.join(", ", primary), String.join(", ", sorting)));
        }
    }

    private void checkColumn(
            DataSource.Engine engine,
            String setting,
            ImmutableSet<String> engines,
            ImmutableList<DataSource.Column> columns) {
        Instruction instruction = settings.get(setting);
        if (instruction == null || instruction.value().isEmpty()) {
            return;
        }
        String column = instruction.value().replace("`", "");
        ImmutableSet<String> names = names(columns);
        if (!names.contains(column)) {
            noColumn(setting, column, names);
        }
        if (!engines.contains(engine.name())) {
            notice(
                    setting,
                    "%s means nothing to %s; it is for %s"
                            .formatted(setting, engine.name(), String.join(" and ", engines)));
        }
    }

    private void checkSettings(String text) {
        for (String setting : Splitter.on(',').split(text)) {
            if (!SETTING.matcher(setting).matches()) {
                problem(
                        "ENGINE_SETTINGS",
                        "'%s' is no setting; write name=value, a value being a number, true, false or a quoted text"
                                .formatted(setting.strip()));
            }
        }
    }

    private void problem(String setting, String message) {
        at(setting).ifPresent(i -> findings.problem(ProjectProblem.at(i.valuePosition(), message)));
    }

    private void notice(String setting, String message) {
        at(setting).ifPresent(i -> findings.notice(ProjectProblem.at(i.valuePosition(), message)));
    }

    private Optional<Instruction> at(String setting) {
        return Optional.ofNullable(settings.get(setting));
    }
}
