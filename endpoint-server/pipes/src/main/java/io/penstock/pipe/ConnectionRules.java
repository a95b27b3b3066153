package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.parameter.Spelling;

/** What connections of systems look like that no part of the server speaks to yet. */
final class ConnectionRules {
    private static final ImmutableMap<String, ImmutableSet<String>> SETTINGS =
            ImmutableMap.of(
                    "kafka",
                    ImmutableSet.of(
                            "KAFKA_BOOTSTRAP_SERVERS",
                            "KAFKA_SECURITY_PROTOCOL",
                            "KAFKA_SASL_MECHANISM",
                            "KAFKA_KEY",
                            "KAFKA_SECRET",
                            "KAFKA_SCHEMA_REGISTRY_URL",
                            "KAFKA_SSL_CA_PEM",
                            "KAFKA_SASL_OAUTHBEARER_METHOD",
                            "KAFKA_SASL_OAUTHBEARER_AWS_REGION",
                            "KAFKA_SASL_OAUTHBEARER_AWS_ROLE_ARN",
                            "KAFKA_SASL_OAUTHBEARER_AWS_EXTERNAL_ID"),
                    "s3",
                    ImmutableSet.of(
                            "S3_REGION", "S3_ARN", "S3_ACCESS_KEY", "S3_SECRET", "S3_ENDPOINT"),
                    "dynamodb",
                    ImmutableSet.of("DYNAMODB_ARN", "DYNAMODB_REGION"),
                    "gcs",
                    ImmutableSet.of(
                            "GCS_SERVICE_ACCOUNT_CREDENTIALS_JSON",
                            "GCS_HMAC_ACCESS_ID",
                            "GCS_HMAC_SECRET"));
    private static final ImmutableMap<String, ImmutableSet<String>> CHOICES =
            ImmutableMap.of(
                    "KAFKA_SECURITY_PROTOCOL",
                    ImmutableSet.of("SASL_SSL", "SASL_PLAINTEXT", "PLAINTEXT", "SSL"),
                    "KAFKA_SASL_MECHANISM",
                    ImmutableSet.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"),
                    "KAFKA_SASL_OAUTHBEARER_METHOD",
                    ImmutableSet.of("AWS"));
    private static final ImmutableMap<String, String> NEEDED =
            ImmutableMap.of("kafka", "KAFKA_BOOTSTRAP_SERVERS");

    private ConnectionRules() {}

    /** Whether a type is one of those systems. */
    static boolean isElsewhere(String type) {
        return SETTINGS.containsKey(Ascii.toLowerCase(type));
    }

    /** Checks the settings of such a connection. */
    static void check(ConnectionFile connection, Findings findings) {
        ImmutableSet<String> known = SETTINGS.getOrDefault(connection.type(), ImmutableSet.of());
        connection
                .positions()
                .forEach(
                        (setting, position) -> {
                            if (!known.contains(setting)) {
                                findings.problem(
                                        ProjectProblem.at(
                                                position,
                                                "TYPE %s has no setting %s%s"
                                                        .formatted(
                                                                connection.type(),
                                                                setting,
                                                                others(setting, known))));
                            }
                        });
        choices(connection, findings);
        String needed = NEEDED.getOrDefault(connection.type(), "");
        if (!needed.isEmpty() && !connection.values().containsKey(needed)) {
            findings.problem(
                    new ProjectProblem(
                            connection.file(),
                            1,
                            1,
                            "TYPE %s needs %s".formatted(connection.type(), needed)));
        }
        findings.notice(
                new ProjectProblem(
                        connection.file(),
                        1,
                        1,
                        "TYPE %s is not run yet: nothing comes from '%s' or goes to it"
                                .formatted(connection.type(), connection.name())));
    }

    /** The one that was meant, or all there are. */
    private static String others(String setting, ImmutableSet<String> known) {
        String meant = Spelling.suggestion(setting, known);
        return meant.isEmpty() ? "; there are " + String.join(", ", known) : meant;
    }

    private static void choices(ConnectionFile connection, Findings findings) {
        connection
                .positions()
                .forEach(
                        (setting, position) -> {
                            String value = connection.values().getOrDefault(setting, "");
                            ImmutableSet<String> right = CHOICES.get(setting);
                            if (right != null && !right.contains(value)) {
                                findings.problem(
                                        ProjectProblem.at(
                                                position,
                                                "%s is '%s'; it must be one of %s"
                                                        .formatted(
                                                                setting,
                                                                value,
                                                                String.join(", ", right))));
                            }
                        });
    }
}
