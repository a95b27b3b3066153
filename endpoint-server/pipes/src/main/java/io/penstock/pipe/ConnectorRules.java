package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import java.util.Map;
import java.util.Optional;

/** Checks what a data source says about the system that feeds it. */
final class ConnectorRules {
    private static final ImmutableSet<String> FLAGS =
            ImmutableSet.of(
                    "KAFKA_STORE_RAW_VALUE", "KAFKA_STORE_HEADERS", "KAFKA_STORE_BINARY_HEADERS");
    private static final ImmutableSet<String> BOOLEANS = ImmutableSet.of("true", "false", "1", "0");
    private static final ImmutableMap<String, ImmutableSet<String>> CHOICES =
            ImmutableMap.of(
                    "KAFKA_AUTO_OFFSET_RESET", ImmutableSet.of("latest", "earliest", "none"),
                    "IMPORT_SERVICE",
                            ImmutableSet.of(
                                    "s3",
                                    "s3_iamrole",
                                    "gcs",
                                    "gcs_hmac",
                                    "bigquery",
                                    "snowflake",
                                    "dynamodb"),
                    "IMPORT_STRATEGY", ImmutableSet.of("replace", "append"));
    private static final ImmutableSet<String> SCHEDULES =
            ImmutableSet.of("@auto", "@on-demand", "@once");

    private final Map<String, Instruction> settings;
    private final Findings findings;

    ConnectorRules(Map<String, Instruction> settings, Findings findings) {
        this.settings = settings;
        this.findings = findings;
    }

    void check() {
        FLAGS.forEach(flag -> choice(flag, BOOLEANS));
        CHOICES.forEach(this::choice);
        schedule();
        boolean kafka = settings.keySet().stream().anyMatch(name -> name.startsWith("KAFKA_"));
        if (kafka && !settings.containsKey("KAFKA_TOPIC")) {
            settings.values().stream()
                    .filter(setting -> setting.name().startsWith("KAFKA_"))
                    .findFirst()
                    .ifPresent(
                            first ->
                                    findings.problem(
                                            ProjectProblem.at(
                                                    first.position(),
                                                    "A data source fed by Kafka needs"
                                                            + " KAFKA_TOPIC")));
        }
    }

    private void choice(String name, ImmutableSet<String> values) {
        Optional.ofNullable(settings.get(name))
                .filter(setting -> !values.contains(Ascii.toLowerCase(setting.value())))
                .ifPresent(
                        setting ->
                                findings.problem(
                                        ProjectProblem.at(
                                                setting.valuePosition(),
                                                "%s is '%s'; it must be one of %s"
                                                        .formatted(
                                                                name,
                                                                setting.value(),
                                                                String.join(", ", values)))));
    }

    private void schedule() {
        Instruction setting = settings.get("IMPORT_SCHEDULE");
        if (setting == null || SCHEDULES.contains(setting.value())) {
            return;
        }
        Cron.problem(setting.value())
                .ifPresent(
                        wrong ->
                                findings.problem(
                                        ProjectProblem.at(
                                                setting.valuePosition(),
                                                "IMPORT_SCHEDULE is '%s', %s; write five fields of cron such as '0 * * * *', @auto or @on-demand"
                                                        .formatted(setting.value(), wrong))));
    }
}
