package io.penstock.pipe;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.error.SqlPosition;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one {@code .connection} file; which settings a type has is for its source to say. */
final class ConnectionReader {
    private static final Pattern SETTING = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final String QUOTED = "(?:\"([^\"]*)\"|'([^']*)')";
    private static final Pattern SECRET =
            Pattern.compile(
                    "\\{\\{\\s*tb_secret\\(\\s*"
                            + QUOTED
                            + "\\s*(?:,\\s*"
                            + QUOTED
                            + "\\s*)?\\)\\s*\\}\\}");

    private final String name;
    private final String file;
    private final SecretLookup secrets;
    private final Findings findings;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, SqlPosition> positions = new LinkedHashMap<>();
    private boolean elsewhere;

    ConnectionReader(String name, String file, SecretLookup secrets, Findings findings) {
        this.name = name;
        this.file = file;
        this.secrets = secrets;
        this.findings = findings;
    }

    /** Every upper-case word is a setting. */
    enum AnySetting implements Datafile.Vocabulary {
        INSTANCE;

        @Override
        public boolean knows(String word) {
            return SETTING.matcher(word).matches();
        }

        @Override
        public Optional<String> near(String word) {
            return Optional.empty();
        }
    }

    /** The connection; absent when it has no type. What is wrong is in the findings. */
    Optional<ConnectionFile> read(String text) {
        ImmutableList<Instruction> settings =
                Datafile.read(file, text, AnySetting.INSTANCE, findings::problem);
        elsewhere =
                settings.stream()
                        .filter(setting -> setting.name().equals("TYPE"))
                        .anyMatch(setting -> ConnectionRules.isElsewhere(setting.value()));
        settings.forEach(this::setting);
        String type = values.remove("TYPE");
        positions.remove("TYPE");
        if (type == null || type.isBlank()) {
            findings.problem(
                    new ProjectProblem(
                            file,
                            1,
                            1,
                            "The connection has no TYPE; write TYPE files or TYPE jdbc first"));
            return Optional.empty();
        }
        ConnectionFile connection =
                new ConnectionFile(
                        name,
                        Ascii.toLowerCase(type),
                        ImmutableMap.copyOf(values),
                        ImmutableMap.copyOf(positions),
                        file);
        if (elsewhere) {
            ConnectionRules.check(connection, findings);
        }
        return Optional.of(connection);
    }

    private void setting(Instruction setting) {
        if (setting.name().equals("DESCRIPTION")) {
            return;
        }
        if (positions.containsKey(setting.name())) {
            findings.problem(
                    ProjectProblem.at(
                            setting.position(),
                            "%s is set twice; keep one".formatted(setting.name())));
            return;
        }
        positions.put(setting.name(), setting.position());
        values.put(setting.name(), withSecrets(setting));
    }

    private String withSecrets(Instruction setting) {
        String value = setting.paragraph();
        Matcher matcher = SECRET.matcher(value);
        StringBuilder filled = new StringBuilder();
        int end = 0;
        while (matcher.find()) {
            filled.append(checked(setting, value.substring(end, matcher.start())));
            filled.append(secret(setting, matcher));
            end = matcher.end();
        }
        return filled.append(checked(setting, value.substring(end))).toString();
    }

    private String checked(Instruction setting, String text) {
        if (text.contains("{{")) {
            findings.problem(
                    ProjectProblem.at(
                            setting.text().position(0),
                            "{{ }} is not understood here; write {{ tb_secret(\"NAME\") }} or"
                                    + " {{ tb_secret(\"NAME\", \"default\") }}"));
        }
        return text;
    }

    private String secret(Instruction setting, Matcher matcher) {
        String secretName = first(matcher.group(1), matcher.group(2)).orElse("");
        return secrets.secret(secretName)
                .or(() -> first(matcher.group(3), matcher.group(4)))
                .orElseGet(
                        () -> {
                            unset(setting, secretName);
                            return "";
                        });
    }

    /** A connection that is not opened does without its secrets. */
    private void unset(Instruction setting, String secretName) {
        ProjectProblem unset =
                ProjectProblem.at(
                        setting.text().position(0),
                        "The secret '%s' is not set; set it, or write a default: {{ tb_secret(\"%s\", \"..\") }}"
                                .formatted(secretName, secretName));
        if (elsewhere) {
            findings.notice(unset);
        } else {
            findings.problem(unset);
        }
    }

    private static Optional<String> first(@Nullable String one, @Nullable String other) {
        return Optional.ofNullable(one == null ? other : one);
    }
}
