package io.penstock.cli;

import com.google.common.collect.ImmutableList;

import io.penstock.query.QueryResult;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.sql.BoundSql;
import io.penstock.spi.sql.BoundValue;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shows what was asked of the project's server, from its files. */
@Command(
        name = "logs",
        description = {
            "Shows the calls that a project's server has had, the last ones last.",
            "They are read from its data folder; a server that runs may be five seconds ahead."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  penstock logs --since 30m --errors",
            "  penstock logs --since 2026-11-22T08:00:00 --pipe airport_board --format json",
            "  penstock logs --audit --since 7d"
        })
final class LogsCommand implements Callable<Integer> {
    private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

    private static final String CALLS =
            """
            SELECT * FROM (
                SELECT start_datetime, status_code, pipe_name, duration, result_rows, token_name,
                    request_id, url, error_message
                FROM tinybird.pipe_stats_rt
                UNION ALL
                SELECT start_datetime, status_code, door, duration,
                    result_rows, token_name, request_id, query, error
                FROM tinybird.bi_stats_rt
            ) AS calls
            WHERE start_datetime >= ? AND (? IS NULL OR lower(pipe_name) = lower(?))
            """;

    private static final String FAILED = " AND error_message IS NOT NULL AND error_message <> ''";

    private static final String AUDIT =
            """
            SELECT "timestamp", event, token_name, resource, detail, address, request_id
            FROM tinybird.audit_log
            WHERE "timestamp" >= ?
            """;

    private final Terminal terminal;

    @Mixin private ProjectOption option = new ProjectOption();
    @Mixin private FormatOption format = new FormatOption();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "1h",
            description =
                    "How far back: 90s, 30m, 12h, 7d, or a moment in UTC as 2026-11-22T08:00:00."
                            + " Default: ${DEFAULT-VALUE}.")
    private String since = "1h";

    @Option(names = "--pipe", paramLabel = "NAME", description = "Calls of this pipe only.")
    private Optional<String> pipe = Optional.empty();

    @Option(names = "--errors", description = "Calls that failed only.")
    private boolean errors;

    @Option(
            names = "--audit",
            description = "Who was kept out, changes of tokens and reloads instead of calls.")
    private boolean audit;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "100",
            description = "The last N only. Default: ${DEFAULT-VALUE}.")
    private int limit = 100;

    LogsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (limit < 1) {
            throw new CommandException("--limit is %d; it must be 1 or more".formatted(limit));
        }
        LocalDateTime from = moment(since, Instant.now());
        try (Workbench bench = Workbench.open(terminal, option.folder(terminal));
                QueryResult result = bench.run(audit ? events(from) : calls(from))) {
            format.print(result, terminal);
        }
        return Penstock.GOOD;
    }

    /**
     * A moment as people write it.
     *
     * @throws CommandException for anything else
     */
    static LocalDateTime moment(String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            return LocalDateTime.ofInstant(
                    now.minus(Duration.of(Long.parseLong(ago.group(1)), unit(ago.group(2)))),
                    ZoneOffset.UTC);
        }
        try {
            return LocalDateTime.parse(text.replace(' ', 'T'));
        } catch (DateTimeParseException e) {
            throw new CommandException(
                    "--since is '%s'; write 90s, 30m, 12h, 7d, or a moment in UTC such as 2026-11-22T08:00:00"
                            .formatted(text));
        }
    }

    private static ChronoUnit unit(String letter) {
        return switch (letter) {
            case "s" -> ChronoUnit.SECONDS;
            case "m" -> ChronoUnit.MINUTES;
            case "h" -> ChronoUnit.HOURS;
            default -> ChronoUnit.DAYS;
        };
    }

    private BoundSql calls(LocalDateTime from) {
        BoundValue name = new BoundValue(FieldTypes.UTF8, pipe.orElse(null));
        return last(
                CALLS + (errors ? FAILED : ""),
                "start_datetime",
                ImmutableList.of(time(from), name, name));
    }

    private BoundSql events(LocalDateTime from) {
        return last(AUDIT, "\"timestamp\"", ImmutableList.of(time(from)));
    }

    private static BoundValue time(LocalDateTime moment) {
        return new BoundValue(FieldTypes.TIMESTAMP, moment);
    }

    /** The last ones, in the order in which they came. */
    private BoundSql last(String sql, String time, ImmutableList<BoundValue> values) {
        return BoundSql.of(
                        "SELECT * FROM (%s ORDER BY %s DESC, request_id DESC LIMIT %d) AS newest ORDER BY %s, request_id"
                                .formatted(sql, time, limit, time))
                .withValues(values);
    }
}
