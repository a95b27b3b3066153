package io.penstock.server.usage;

import static io.penstock.server.usage.UsageColumn.count;
import static io.penstock.server.usage.UsageColumn.date;
import static io.penstock.server.usage.UsageColumn.flag;
import static io.penstock.server.usage.UsageColumn.float32;
import static io.penstock.server.usage.UsageColumn.float64;
import static io.penstock.server.usage.UsageColumn.int32;
import static io.penstock.server.usage.UsageColumn.map;
import static io.penstock.server.usage.UsageColumn.moment;
import static io.penstock.server.usage.UsageColumn.numbers;
import static io.penstock.server.usage.UsageColumn.optionalText;
import static io.penstock.server.usage.UsageColumn.text;
import static io.penstock.server.usage.UsageColumn.texts;
import static io.penstock.server.usage.UsageColumn.unknown;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;

import io.penstock.server.audit.AuditEvent;
import io.penstock.server.door.CallRecord;
import io.penstock.spi.catalog.FieldTypes;
import io.penstock.spi.engine.Door;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The tables that the server writes; names and types are those that Tinybird's clients read. */
final class UsageTables {
    private static final String QUERY_API = "query_api";

    static final UsageTable<CallRecord> PIPE_STATS_RT =
            new UsageTable<>(
                    "pipe_stats_rt",
                    "Calls of endpoints and of /v0/sql, one row each",
                    ImmutableList.of(
                            moment("start_datetime", CallRecord::started),
                            text("pipe_id", call -> pipe(call, call.pipeId())),
                            text("pipe_name", call -> pipe(call, call.pipe())),
                            float32("duration", UsageTables::seconds),
                            count("read_bytes", call -> call.read().bytes()),
                            count("read_rows", call -> call.read().rows()),
                            count("result_rows", CallRecord::rows),
                            text("url", call -> call.asked().url()),
                            flag("error", call -> call.error().isPresent()),
                            optionalText("error_message", CallRecord::error),
                            text("request_id", CallRecord::id),
                            text("token", call -> call.caller().id()),
                            text("token_name", call -> call.caller().name()),
                            int32("status_code", CallRecord::status),
                            text("method", call -> call.asked().method()),
                            map("parameters", call -> UrlParameters.of(call.asked().url())),
                            optionalText("release", call -> Optional.empty()),
                            optionalText("user_agent", call -> call.asked().userAgent()),
                            texts("resource_tags", call -> List.of()),
                            unknown("cpu_time", FieldTypes.FLOAT32),
                            unknown("memory_usage", FieldTypes.INT64)),
                    Duration.ofDays(7));

    static final UsageTable<CallRecord> ENDPOINT_ERRORS =
            new UsageTable<>(
                    "endpoint_errors",
                    "Calls of endpoints and of /v0/sql that failed",
                    ImmutableList.of(
                            moment("start_datetime", CallRecord::started),
                            text("request_id", CallRecord::id),
                            text("pipe_id", call -> pipe(call, call.pipeId())),
                            text("pipe_name", call -> pipe(call, call.pipe())),
                            optionalText("params", call -> UrlParameters.json(call.asked().url())),
                            optionalText("url", call -> Optional.of(call.asked().url())),
                            int32("status_code", CallRecord::status),
                            optionalText("error", CallRecord::error)),
                    Duration.ofDays(30));

    static final UsageTable<CallRecord> BI_STATS_RT =
            new UsageTable<>(
                    "bi_stats_rt",
                    "Statements of JDBC and Flight SQL clients, one row each",
                    ImmutableList.of(
                            moment("start_datetime", CallRecord::started),
                            text("query", call -> call.asked().sql().orElse("")),
                            int32("status_code", CallRecord::status),
                            int32("error_code", CallRecord::code),
                            text("error", call -> call.error().orElse("")),
                            float32("duration", UsageTables::seconds),
                            count("read_rows", call -> call.read().rows()),
                            count("read_bytes", call -> call.read().bytes()),
                            count("result_rows", CallRecord::rows),
                            count("result_bytes", CallRecord::bytes),
                            text("request_id", CallRecord::id),
                            text("token", call -> call.caller().id()),
                            text("token_name", call -> call.caller().name()),
                            text("door", call -> call.caller().door().label())),
                    Duration.ofDays(7));

    static final UsageTable<DailyStats.Day> PIPE_STATS =
            new UsageTable<>(
                    "pipe_stats",
                    "Calls of endpoints and of /v0/sql by day and pipe",
                    ImmutableList.of(
                            date("date", DailyStats.Day::date),
                            text("pipe_id", DailyStats.Day::pipeId),
                            text("pipe_name", DailyStats.Day::pipe),
                            count("view_count", DailyStats.Day::calls),
                            count("error_count", DailyStats.Day::errors),
                            float64("avg_duration_state", DailyStats.Day::averageSeconds),
                            numbers("quantile_timing_state", DailyStats.Day::quantiles),
                            count("read_bytes_sum", DailyStats.Day::readBytes),
                            count("read_rows_sum", DailyStats.Day::readRows),
                            texts("resource_tags", day -> List.of())),
                    Duration.ofDays(90));

    static final UsageTable<AuditEvent> AUDIT_LOG =
            new UsageTable<>(
                    "audit_log",
                    "What was permitted and refused, changes of tokens, and reloads",
                    ImmutableList.of(
                            moment("timestamp", AuditEvent::at),
                            text("event", event -> event.kind().label()),
                            text("token", AuditEvent::callerId),
                            text("token_name", AuditEvent::caller),
                            text("resource", AuditEvent::resource),
                            text("detail", AuditEvent::detail),
                            text("request_id", AuditEvent::requestId),
                            text("address", AuditEvent::address)),
                    Duration.ofDays(90));

    /** By their names. */
    static final ImmutableMap<String, UsageTable<?>> ALL =
            Maps.uniqueIndex(
                    ImmutableList.of(
                            PIPE_STATS_RT, PIPE_STATS, ENDPOINT_ERRORS, BI_STATS_RT, AUDIT_LOG),
                    UsageTable::name);

    private UsageTables() {}

    /** Whether a call is in the tables of HTTP calls, not in those of SQL clients. */
    static boolean isOverHttp(CallRecord call) {
        return call.caller().door() == Door.HTTP || call.caller().door() == Door.SQL;
    }

    /**
     * SQL of callers is listed as if it were a pipe of this name; a call of a pipe that is not
     * there has none.
     */
    static String pipe(CallRecord call, String idOrName) {
        return call.caller().door() == Door.SQL ? QUERY_API : idOrName;
    }

    private static double seconds(CallRecord call) {
        return call.took().toNanos() / 1e9;
    }
}
