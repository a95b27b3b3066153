package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.parameter.Spelling;
import io.penstock.spi.error.SqlPosition;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads what a pipe's TYPE needs: targets, schedules, where a sink writes. Thread: one. */
final class RoleReader {
    static final ImmutableSet<String> TYPES =
            ImmutableSet.of("endpoint", "materialized", "copy", "sink");

    private static final String ENGINE = "ENGINE";
    private static final ImmutableSet<String> SERVICES =
            ImmutableSet.of("kafka", "s3", "s3_iamrole", "gcs", "gcs_hmac");
    private static final ImmutableSet<String> FORMATS =
            ImmutableSet.of("csv", "ndjson", "json", "parquet", "json_each_row");
    private static final ImmutableSet<String> COMPRESSIONS =
            ImmutableSet.of(
                    "none", "gz", "gzip", "zstd", "br", "brotli", "xz", "bz2", "lz4", "snappy");
    private static final ImmutableSet<String> STRATEGIES =
            ImmutableSet.of("new", "create_new", "replace", "truncate", "append");

    private final Findings findings;
    private final Map<String, Instruction> settings = new LinkedHashMap<>();

    RoleReader(Findings findings) {
        this.findings = findings;
    }

    /** Whether an instruction says something about a role. */
    static boolean isSetting(String name) {
        return name.startsWith("EXPORT_")
                || name.startsWith("COPY_")
                || name.startsWith(ENGINE)
                || name.equals("DATASOURCE")
                || name.equals("TARGET_DATASOURCE")
                || name.equals("DEPLOYMENT_METHOD");
    }

    /** Takes a setting; which role it belongs to is looked at in the end. */
    void add(Instruction setting) {
        Instruction first = settings.putIfAbsent(setting.name(), setting);
        if (first != null) {
            problem(
                    setting,
                    "%s is set twice, first in line %d; keep one"
                            .formatted(setting.name(), first.position().line()));
        } else if (setting.value().isEmpty() && !setting.name().startsWith(ENGINE)) {
            problem(setting, "%s has no value".formatted(setting.name()));
        }
    }

    /**
     * The role.
     *
     * @param type the instruction TYPE, whose value is one of {@link #TYPES}
     * @param node the node that it stands below
     */
    PipeRole read(Instruction type, Node node) {
        PipeRole role =
                switch (Ascii.toLowerCase(type.value())) {
                    case "materialized" -> materialized(type, node);
                    case "copy" -> copy(type, node);
                    case "sink" -> sink(type, node);
                    default -> new PipeRole.Endpoint();
                };
        settings.values().forEach(setting -> superfluous(setting, role.type()));
        return role;
    }

    /** Settings of a pipe without TYPE mean nothing. */
    PipeRole untyped() {
        settings.values().forEach(setting -> superfluous(setting, ""));
        return new PipeRole.Untyped();
    }

    private static String owner(String setting) {
        if (setting.startsWith("EXPORT_")) {
            return "sink";
        }
        return setting.startsWith("COPY_") || setting.equals("TARGET_DATASOURCE")
                ? "copy"
                : "materialized";
    }

    private void superfluous(Instruction setting, String type) {
        String owner = owner(setting.name());
        if (!owner.equals(type)) {
            findings.notice(
                    ProjectProblem.at(
                            setting.position(),
                            "%s means nothing without TYPE %s".formatted(setting.name(), owner)));
        }
    }

    private PipeRole materialized(Instruction type, Node node) {
        Optional<String> target = value("DATASOURCE");
        if (target.isEmpty()) {
            missing(type, "DATASOURCE");
        }
        node.template().parameters().stream()
                .findFirst()
                .ifPresent(
                        parameter ->
                                findings.problem(
                                        ProjectProblem.at(
                                                parameter.position(),
                                                "A materialized node takes no parameters: nobody calls it, so '%s' never has a value; write a constant"
                                                        .formatted(parameter.name()))));
        ImmutableMap.Builder<String, String> engine = ImmutableMap.builder();
        settings.forEach(
                (name, setting) -> {
                    if (name.startsWith(ENGINE)) {
                        engine.put(name, setting.value());
                    }
                });
        boolean alter = choice("DEPLOYMENT_METHOD", ImmutableSet.of("alter")).isPresent();
        return new PipeRole.Materialized(
                node, target, engine.buildOrThrow(), alter, position(type, "DATASOURCE"));
    }

    private PipeRole copy(Instruction type, Node node) {
        Optional<String> target = value("TARGET_DATASOURCE");
        if (target.isEmpty()) {
            missing(type, "TARGET_DATASOURCE");
        }
        boolean replace =
                choice("COPY_MODE", ImmutableSet.of("append", "replace"))
                        .filter("replace"::equals)
                        .isPresent();
        return new PipeRole.Copy(
                node,
                target,
                schedule("COPY_SCHEDULE", ImmutableSet.of("@on-demand")),
                replace,
                position(type, "TARGET_DATASOURCE"));
    }

    private SqlPosition position(Instruction type, String target) {
        return Optional.ofNullable(settings.get(target)).orElse(type).valuePosition();
    }

    private PipeRole sink(Instruction type, Node node) {
        Optional<String> unused =
                schedule("EXPORT_SCHEDULE", ImmutableSet.of("@on-demand", "@once"));
        choice("EXPORT_FORMAT", FORMATS);
        choice("EXPORT_COMPRESSION", COMPRESSIONS);
        choice("EXPORT_STRATEGY", STRATEGIES);
        choice("EXPORT_WRITE_STRATEGY", STRATEGIES);
        if (value("EXPORT_CONNECTION_NAME").isEmpty()) {
            missing(type, "EXPORT_CONNECTION_NAME");
        }
        boolean topic = settings.containsKey("EXPORT_KAFKA_TOPIC");
        boolean bucket = settings.containsKey("EXPORT_BUCKET_URI");
        String service =
                choice("EXPORT_SERVICE", SERVICES)
                        .orElseGet(() -> bucket ? serviceOf(value("EXPORT_BUCKET_URI")) : "kafka");
        if (service.equals("kafka") && !topic) {
            missing(type, "EXPORT_KAFKA_TOPIC");
        } else if (!service.equals("kafka") && !bucket) {
            missing(type, "EXPORT_BUCKET_URI");
        }
        ImmutableMap.Builder<String, String> export = ImmutableMap.builder();
        settings.forEach(
                (name, setting) -> {
                    if (name.startsWith("EXPORT_")) {
                        export.put(name, setting.value());
                    }
                });
        return new PipeRole.Sink(node, service, export.buildOrThrow());
    }

    private static String serviceOf(Optional<String> bucket) {
        return bucket.filter(uri -> uri.startsWith("gs://")).isPresent() ? "gcs_hmac" : "s3";
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(settings.get(name))
                .map(Instruction::value)
                .filter(value -> !value.isEmpty());
    }

    /** A setting with few values; a leading {@code @} is the same word. */
    private Optional<String> choice(String name, ImmutableSet<String> values) {
        Optional<String> value =
                value(name).map(Ascii::toLowerCase).map(text -> text.replaceFirst("^@", ""));
        value.filter(text -> !values.contains(text))
                .ifPresent(
                        text ->
                                problem(
                                        name,
                                        "%s is '%s'; it must be one of %s%s"
                                                .formatted(
                                                        name,
                                                        text,
                                                        String.join(", ", values),
                                                        Spelling.suggestion(text, values))));
        return value;
    }

    private Optional<String> schedule(String name, ImmutableSet<String> words) {
        Optional<String> value = value(name).filter(text -> !words.contains(text));
        value.flatMap(Cron::problem)
                .ifPresent(
                        wrong ->
                                problem(
                                        name,
                                        "%s is '%s', %s; write five fields of cron such as '0 * * * *', or %s"
                                                .formatted(
                                                        name,
                                                        value.orElse(""),
                                                        wrong,
                                                        String.join(" or ", words))));
        return value;
    }

    private void missing(Instruction type, String setting) {
        findings.problem(
                ProjectProblem.at(
                        type.position(),
                        "TYPE %s needs %s; write it below"
                                .formatted(Ascii.toLowerCase(type.value()), setting)));
    }

    private void problem(String name, String message) {
        Optional.ofNullable(settings.get(name)).ifPresent(setting -> problem(setting, message));
    }

    private void problem(Instruction setting, String message) {
        findings.problem(ProjectProblem.at(setting.valuePosition(), message));
    }
}
