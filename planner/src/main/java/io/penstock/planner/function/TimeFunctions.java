package io.penstock.planner.function;

import static io.penstock.planner.function.FunctionRow.scalar;

import com.google.common.collect.ImmutableList;

import java.util.List;

/** Functions of dates, times and timestamps; everything is UTC. */
final class TimeFunctions {
    private TimeFunctions() {}

    /** The part chooses the unit that the amount is multiplied with. */
    private static String addPart(List<String> arguments) {
        return new Template(
                        "($3 + $2 * CASE lower($1) WHEN 'year' THEN to_months(12) WHEN 'quarter'"
                            + " THEN to_months(3) WHEN 'month' THEN to_months(1) WHEN 'week' THEN"
                            + " to_days(7) WHEN 'day' THEN to_days(1) WHEN 'hour' THEN to_hours(1)"
                            + " WHEN 'minute' THEN to_minutes(1) WHEN 'second' THEN to_seconds(1)"
                            + " WHEN 'millisecond' THEN to_milliseconds(1) WHEN 'microsecond' THEN"
                            + " to_microseconds(1) ELSE error('date_add() knows no part ' || $1 ||"
                            + " '; use year, quarter, month, week, day, hour, minute, second,"
                            + " millisecond or microsecond') END)")
                .fill(arguments, "TIMESTAMP");
    }

    /** Seconds since 1970, ISO 8601 with or without a zone, and dates as people write them. */
    private static final String BEST_EFFORT =
            """
            CASE WHEN regexp_full_match(trim($1), '[0-9]{9,10}')
            THEN make_timestamp(CAST(trim($1) AS BIGINT) * 1000000)
            ELSE coalesce(CAST(TRY_CAST(trim($1) AS TIMESTAMPTZ) AS TIMESTAMP),
            try_strptime(trim($1), ['%Y%m%d%H%M%S', '%Y%m%d', '%Y/%m/%d %H:%M:%S',
            '%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M', '%d/%m/%Y', '%d-%m-%Y %H:%M:%S', '%d-%m-%Y',
            '%d %b %Y %H:%M:%S', '%d %b %Y', '%d %B %Y %H:%M:%S', '%d %B %Y',
            '%b %d %Y %H:%M:%S', '%b %d %Y', '%b %d, %Y', '%B %d, %Y',
            '%a, %d %b %Y %H:%M:%S GMT', '%Y-%m'])) END\
            """
                    .replace('\n', ' ');

    private static final String BEST_EFFORT_OR_ERROR =
            "coalesce("
                    + BEST_EFFORT
                    + ", CASE WHEN $1 IS NOT NULL THEN CAST(error('parseDateTimeBestEffort() can''t"
                    + " read ''' || $1 || ''' as a time; write it as 2026-01-31 10:00:00') AS"
                    + " TIMESTAMP) END)";

    static ImmutableList<CatalogueFunction> rows() {
        return FunctionRow.table(
                FunctionTopic.TIME,
                scalar("year")
                        .form("(value D) -> bigint", "year($1)")
                        .form("(value timestamp) -> bigint", "year($1)")
                        .says("The year.")
                        .example("year(DATE '2024-05-17')", "2024"),
                scalar("quarter")
                        .form("(value D) -> bigint", "quarter($1)")
                        .form("(value timestamp) -> bigint", "quarter($1)")
                        .says("The quarter, 1 to 4.")
                        .example("quarter(DATE '2024-05-17')", "2"),
                scalar("month")
                        .form("(value D) -> bigint", "month($1)")
                        .form("(value timestamp) -> bigint", "month($1)")
                        .says("The month, 1 to 12.")
                        .example("month(DATE '2024-05-17')", "5"),
                scalar("week", "weekofyear")
                        .form("(value D) -> bigint", "week($1)")
                        .form("(value timestamp) -> bigint", "week($1)")
                        .says("The week of the year by ISO 8601.")
                        .example("week(DATE '2024-05-17')", "20"),
                scalar("day", "dayofmonth")
                        .form("(value D) -> bigint", "day($1)")
                        .form("(value timestamp) -> bigint", "day($1)")
                        .says("The day of the month.")
                        .example("day(DATE '2024-05-17')", "17"),
                scalar("dayofweek", "weekday")
                        .form("(value D) -> bigint", "dayofweek($1)")
                        .form("(value timestamp) -> bigint", "dayofweek($1)")
                        .says("The day of the week: Sunday is 0, Saturday 6.")
                        .example("dayofweek(DATE '2024-05-17')", "5"),
                scalar("isodow")
                        .form("(value D) -> bigint", "isodow($1)")
                        .form("(value timestamp) -> bigint", "isodow($1)")
                        .says("The day of the week: Monday is 1, Sunday 7.")
                        .example("isodow(DATE '2024-05-17')", "5"),
                scalar("dayofyear")
                        .form("(value D) -> bigint", "dayofyear($1)")
                        .form("(value timestamp) -> bigint", "dayofyear($1)")
                        .says("The day of the year.")
                        .example("dayofyear(DATE '2024-05-17')", "138"),
                scalar("isoyear")
                        .form("(value D) -> bigint", "isoyear($1)")
                        .form("(value timestamp) -> bigint", "isoyear($1)")
                        .says("The year that the ISO week belongs to.")
                        .example("isoyear(DATE '2024-12-31')", "2025"),
                scalar("yearweek")
                        .form("(value D) -> bigint", "yearweek($1)")
                        .form("(value timestamp) -> bigint", "yearweek($1)")
                        .says("ISO year and week as one number.")
                        .example("yearweek(DATE '2024-05-17')", "202420"),
                scalar("decade")
                        .form("(value D) -> bigint", "decade($1)")
                        .form("(value timestamp) -> bigint", "decade($1)")
                        .says("The decade.")
                        .example("decade(DATE '2024-05-17')", "202"),
                scalar("century")
                        .form("(value D) -> bigint", "century($1)")
                        .form("(value timestamp) -> bigint", "century($1)")
                        .says("The century.")
                        .example("century(DATE '2024-05-17')", "21"),
                scalar("millennium")
                        .form("(value D) -> bigint", "millennium($1)")
                        .form("(value timestamp) -> bigint", "millennium($1)")
                        .says("The millennium.")
                        .example("millennium(DATE '2024-05-17')", "3"),
                scalar("era")
                        .form("(value D) -> bigint", "era($1)")
                        .form("(value timestamp) -> bigint", "era($1)")
                        .says("1 since the year 1, 0 before.")
                        .example("era(DATE '2024-05-17')", "1"),
                scalar("hour")
                        .form("(value D) -> bigint", "hour($1)")
                        .form("(value time) -> bigint", "hour($1)")
                        .form("(value timestamp) -> bigint", "hour($1)")
                        .says("The hour, 0 to 23.")
                        .example("hour(TIMESTAMP '2024-05-17 13:45:30.5')", "13"),
                scalar("minute")
                        .form("(value D) -> bigint", "minute($1)")
                        .form("(value time) -> bigint", "minute($1)")
                        .form("(value timestamp) -> bigint", "minute($1)")
                        .says("The minute.")
                        .example("minute(TIMESTAMP '2024-05-17 13:45:30.5')", "45"),
                scalar("second")
                        .form("(value D) -> bigint", "second($1)")
                        .form("(value time) -> bigint", "second($1)")
                        .form("(value timestamp) -> bigint", "second($1)")
                        .says("The whole second.")
                        .example("second(TIMESTAMP '2024-05-17 13:45:30.5')", "30"),
                scalar("millisecond")
                        .form("(value D) -> bigint", "millisecond($1)")
                        .form("(value time) -> bigint", "millisecond($1)")
                        .form("(value timestamp) -> bigint", "millisecond($1)")
                        .says("Second and fraction in milliseconds.")
                        .example("millisecond(TIMESTAMP '2024-05-17 13:45:30.5')", "30500"),
                scalar("microsecond")
                        .form("(value D) -> bigint", "microsecond($1)")
                        .form("(value time) -> bigint", "microsecond($1)")
                        .form("(value timestamp) -> bigint", "microsecond($1)")
                        .says("Second and fraction in microseconds.")
                        .example("microsecond(TIMESTAMP '2024-05-17 13:45:30.5')", "30500000"),
                scalar("julian")
                        .form("(value timestamp) -> double")
                        .says("The Julian day, with the time of day as a fraction.")
                        .example("julian(DATE '2024-05-17')", "2460448.0"),
                scalar("epoch")
                        .form("(value timestamptz) -> double", "epoch($1)")
                        .form("(value timestamp) -> double", "epoch($1)")
                        .says("Seconds since 1970.")
                        .example("epoch(TIMESTAMP '2024-05-17 13:45:30.5')", "1715953530.5"),
                scalar("epoch_ms", "to_unix_timestamp_ms")
                        .form("(value timestamptz) -> bigint", "epoch_ms($1)")
                        .form("(value timestamp) -> bigint", "epoch_ms($1)")
                        .says("Milliseconds since 1970.")
                        .example("epoch_ms(TIMESTAMP '2024-05-17 13:45:30.5')", "1715953530500"),
                scalar("epoch_us")
                        .form("(value timestamptz) -> bigint", "epoch_us($1)")
                        .form("(value timestamp) -> bigint", "epoch_us($1)")
                        .says("Microseconds since 1970.")
                        .example("epoch_us(TIMESTAMP '2024-05-17 13:45:30.5')", "1715953530500000"),
                scalar("epoch_ns")
                        .form("(value timestamptz) -> bigint", "epoch_ns($1)")
                        .form("(value timestamp) -> bigint", "epoch_ns($1)")
                        .says("Nanoseconds since 1970.")
                        .example(
                                "epoch_ns(TIMESTAMP '2024-05-17 13:45:30.5')",
                                "1715953530500000000"),
                scalar("unix_timestamp", "to_unix_timestamp")
                        .form("(value timestamptz) -> bigint", "CAST(floor(epoch($1)) AS BIGINT)")
                        .form("(value timestamp) -> bigint", "CAST(floor(epoch($1)) AS BIGINT)")
                        .says("Whole seconds since 1970.")
                        .example("unix_timestamp(TIMESTAMP '2024-05-17 13:45:30.5')", "1715953530"),
                scalar("to_timestamp")
                        .form("(seconds double) -> timestamptz", "to_timestamp($1)")
                        .says("The moment so many seconds after 1970.")
                        .example("to_timestamp(0)", "1970-01-01 00:00:00+00"),
                scalar("from_unixtime")
                        .form(
                                "(seconds bigint) -> timestamp",
                                "make_timestamp(CAST($1 AS BIGINT) * 1000000)")
                        .says("The timestamp so many seconds after 1970, in UTC.")
                        .example("from_unixtime(1715953530)", "2024-05-17 13:45:30"),
                scalar("from_epoch_ms", "make_timestamp_ms")
                        .form("(milliseconds bigint) -> timestamp", "make_timestamp_ms($1)")
                        .says("The timestamp so many milliseconds after 1970, in UTC.")
                        .example("from_epoch_ms(500)", "1970-01-01 00:00:00.5"),
                scalar("make_date")
                        .form("(year bigint, month bigint, day bigint) -> date")
                        .says("A date from its parts.")
                        .example("make_date(2024, 5, 17)", "2024-05-17"),
                scalar("make_time")
                        .form("(hour bigint, minute bigint, second double) -> time")
                        .says("A time of day from its parts.")
                        .example("make_time(13, 45, 30.5)", "13:45:30.5"),
                scalar("make_timestamp")
                        .form(
                                "(year bigint, month bigint, day bigint, hour bigint, minute"
                                        + " bigint, second double) -> timestamp")
                        .form("(microseconds bigint) -> timestamp", "make_timestamp($1)")
                        .says("A timestamp from its parts, or from microseconds since 1970.")
                        .example(
                                "make_timestamp(2024, 5, 17, 13, 45, 30.5)",
                                "2024-05-17 13:45:30.5"),
                scalar("date", "to_date")
                        .form("(value timestamptz) -> date", "CAST($1 AS DATE)")
                        .form("(value timestamp) -> date", "CAST($1 AS DATE)")
                        .form("(value text) -> date", "CAST($1 AS DATE)")
                        .says("The date of a timestamp or of a text.")
                        .example("date(TIMESTAMP '2024-05-17 13:45:30.5')", "2024-05-17")
                        .example("date('2024-05-17')", "2024-05-17"),
                scalar("timestamp", "datetime")
                        .form("(value timestamp) -> timestamp", "CAST($1 AS TIMESTAMP)")
                        .form("(value text) -> timestamp", "CAST($1 AS TIMESTAMP)")
                        .says("The timestamp of a date or of a text.")
                        .example("timestamp(DATE '2024-05-17')", "2024-05-17 00:00:00"),
                scalar("date_trunc", "datetrunc")
                        .form("(part text, value timestamptz) -> timestamptz", "date_trunc($1, $2)")
                        .form("(part text, value timestamp) -> timestamp", "date_trunc($1, $2)")
                        .says(
                                "The start of the year, quarter, month, week, day, hour, minute or"
                                        + " second.")
                        .example(
                                "date_trunc('month', TIMESTAMP '2024-05-17 13:45:30.5')",
                                "2024-05-01 00:00:00")
                        .example("date_trunc('week', DATE '2024-05-17')", "2024-05-13 00:00:00"),
                scalar("date_part", "datepart")
                        .form(
                                "(part text, value timestamptz) -> double",
                                "CAST(date_part($1, $2) AS DOUBLE)")
                        .form(
                                "(part text, value timestamp) -> double",
                                "CAST(date_part($1, $2) AS DOUBLE)")
                        .says("A part of a timestamp by name.")
                        .example("date_part('hour', TIMESTAMP '2024-05-17 13:45:30.5')", "13.0"),
                scalar("date_diff", "datediff")
                        .form(
                                "(part text, start timestamptz, end timestamptz) -> bigint",
                                "date_diff($1, $2, $3)")
                        .form(
                                "(part text, start timestamp, end timestamp) -> bigint",
                                "date_diff($1, $2, $3)")
                        .says(
                                "How many borders between years, months, days, ... lie between two"
                                        + " timestamps.")
                        .example("date_diff('day', DATE '2024-05-01', DATE '2024-05-17')", "16"),
                scalar("date_sub", "datesub")
                        .form(
                                "(part text, start timestamptz, end timestamptz) -> bigint",
                                "date_sub($1, $2, $3)")
                        .form(
                                "(part text, start timestamp, end timestamp) -> bigint",
                                "date_sub($1, $2, $3)")
                        .says(
                                "How many whole years, months, days, ... passed between two"
                                        + " timestamps.")
                        .example("date_sub('month', DATE '2024-01-31', DATE '2024-03-01')", "1"),
                scalar("date_add")
                        .form("(value timestamptz, amount interval) -> timestamptz", "($1 + $2)")
                        .form("(value timestamp, amount interval) -> timestamp", "($1 + $2)")
                        .form(
                                "(part text, amount bigint, value timestamp) -> timestamp",
                                TimeFunctions::addPart)
                        .says("A timestamp and an interval, or so many of a part, later.")
                        .example(
                                "date_add(DATE '2024-05-17', INTERVAL '1' DAY)",
                                "2024-05-18 00:00:00")
                        .example("date_add('month', 2, DATE '2024-05-17')", "2024-07-17 00:00:00"),
                scalar("add_months")
                        .form(
                                "(value date, months bigint) -> date",
                                "CAST($1 + to_months(CAST($2 AS INTEGER)) AS DATE)")
                        .says(
                                "The same day so many months later, or the last one of a shorter"
                                        + " month.")
                        .example("add_months(DATE '2024-01-31', 1)", "2024-02-29"),
                scalar("last_day")
                        .form("(value timestamptz) -> date", "last_day($1)")
                        .form("(value timestamp) -> date", "last_day($1)")
                        .says("The last day of the month.")
                        .example("last_day(DATE '2024-05-17')", "2024-05-31"),
                scalar("days_in_month")
                        .form("(value date) -> int", "CAST(day(last_day($1)) AS INTEGER)")
                        .says("How many days the month has.")
                        .example("days_in_month(DATE '2024-02-01')", "29"),
                scalar("dayname")
                        .form("(value timestamp) -> text")
                        .says("The name of the weekday.")
                        .example("dayname(DATE '2024-05-17')", "Friday"),
                scalar("monthname")
                        .form("(value timestamp) -> text")
                        .says("The name of the month.")
                        .example("monthname(DATE '2024-05-17')", "May"),
                scalar("time_bucket", "date_bin")
                        .form(
                                "(width interval, value timestamptz) -> timestamptz",
                                "time_bucket($1, $2)")
                        .form(
                                "(width interval, value timestamp) -> timestamp",
                                "time_bucket($1, $2)")
                        .form(
                                "(width interval, value timestamp, origin timestamp) -> timestamp",
                                "time_bucket($1, $2, $3)")
                        .says("The start of the bucket of this width that a timestamp lies in.")
                        .example(
                                "time_bucket(INTERVAL '15' MINUTE, TIMESTAMP '2024-05-17"
                                        + " 13:45:30.5')",
                                "2024-05-17 13:45:00"),
                scalar("strftime", "date_format")
                        .form("(value timestamptz, format =text) -> text", "strftime($1, $2)")
                        .form("(value timestamp, format =text) -> text", "strftime($1, $2)")
                        .says(
                                "A timestamp as text: %Y year, %m month, %d day, %H hour, %M"
                                        + " minute, %S second, %A weekday, %B month.")
                        .example(
                                "strftime(TIMESTAMP '2024-05-17 13:45:30.5', '%d.%m.%Y %H:%M')",
                                "17.05.2024 13:45"),
                scalar("strptime", "parse_timestamp")
                        .form("(value text, format =text) -> timestamp", "strptime($1, $2)")
                        .says(
                                "A timestamp from text in this format; an error when it does not"
                                        + " fit.")
                        .example("strptime('17.05.2024', '%d.%m.%Y')", "2024-05-17 00:00:00"),
                scalar("try_strptime")
                        .form("(value text, format =text) -> timestamp?", "try_strptime($1, $2)")
                        .says("A timestamp from text in this format; NULL when it does not fit.")
                        .example("try_strptime('soon', '%d.%m.%Y')", "NULL"),
                scalar("parsedatetimebesteffort")
                        .form(
                                "(value text) -> timestamp",
                                "date_trunc('second', " + BEST_EFFORT_OR_ERROR + ")")
                        .says(
                                "A time in whole seconds from text in any usual form: ISO 8601, UTC"
                                    + " when it has no zone; day before month; seconds since 1970."
                                    + " An error when it has none of them.")
                        .example(
                                "parseDateTimeBestEffort('2026-01-01T02:00:00.5+02:00')",
                                "2026-01-01 00:00:00")
                        .example("parseDateTimeBestEffort('1767225600')", "2026-01-01 00:00:00")
                        .example(
                                "parseDateTimeBestEffort('17/05/2024 13:45:00')",
                                "2024-05-17 13:45:00"),
                scalar("parsedatetimebesteffortornull")
                        .form(
                                "(value text) -> timestamp?",
                                "date_trunc('second', " + BEST_EFFORT + ")")
                        .says("As parseDateTimeBestEffort, but NULL when it has no usual form.")
                        .example("parseDateTimeBestEffortOrNull('soon')", "NULL"),
                scalar("parsedatetime64besteffort")
                        .form("(value text) -> timestamp", BEST_EFFORT_OR_ERROR)
                        .says("As parseDateTimeBestEffort, with the fraction of the second.")
                        .example(
                                "parseDateTime64BestEffort('2026-01-01T00:00:00.25Z')",
                                "2026-01-01 00:00:00.25"),
                scalar("parsedatetime64besteffortornull")
                        .form("(value text) -> timestamp?", BEST_EFFORT)
                        .says("As parseDateTime64BestEffort, but NULL when it has no usual form.")
                        .example("parseDateTime64BestEffortOrNull('soon')", "NULL"),
                scalar("age")
                        .form("(end timestamp, start timestamp) -> interval_day", "age($1, $2)")
                        .says("Years, months and days between two timestamps.")
                        .example(
                                "age(DATE '2024-05-17', DATE '2023-03-15')",
                                "1 year 2 months 2 days"),
                scalar("to_years")
                        .form("(count bigint) -> interval_month", "to_years(CAST($1 AS INTEGER))")
                        .says("So many years as an interval.")
                        .example("DATE '2024-05-17' + to_years(1)", "2025-05-17"),
                scalar("to_months")
                        .form("(count bigint) -> interval_month", "to_months(CAST($1 AS INTEGER))")
                        .says("So many months as an interval.")
                        .example("DATE '2024-05-17' + to_months(1)", "2024-06-17"),
                scalar("to_weeks")
                        .form("(count bigint) -> interval_day", "to_weeks(CAST($1 AS INTEGER))")
                        .says("So many weeks as an interval.")
                        .example("to_weeks(2)", "14 days"),
                scalar("to_days")
                        .form("(count bigint) -> interval_day", "to_days(CAST($1 AS INTEGER))")
                        .says("So many days as an interval.")
                        .example("to_days(3)", "3 days"),
                scalar("to_hours")
                        .form("(count bigint) -> interval_day", "to_hours($1)")
                        .says("So many hours as an interval.")
                        .example("to_hours(3)", "03:00:00"),
                scalar("to_minutes")
                        .form("(count bigint) -> interval_day", "to_minutes($1)")
                        .says("So many minutes as an interval.")
                        .example("to_minutes(90)", "01:30:00"),
                scalar("to_seconds")
                        .form("(count double) -> interval_day", "to_seconds($1)")
                        .says("So many seconds as an interval.")
                        .example("to_seconds(1.5)", "00:00:01.5"),
                scalar("to_milliseconds")
                        .form("(count double) -> interval_day", "to_milliseconds($1)")
                        .says("So many milliseconds as an interval.")
                        .example("to_milliseconds(250)", "00:00:00.25"),
                scalar("now", "transaction_timestamp")
                        .form("() -> timestamptz!", "now()")
                        .says("The moment the query started.")
                        .example("now() > to_timestamp(0)", "true"),
                scalar("today", "curdate")
                        .form("() -> date!", "CAST(now() AS DATE)")
                        .says("Today's date in UTC.")
                        .example("today() > DATE '2020-01-01'", "true"),
                scalar("timezone", "at_timezone")
                        .form("(zone text, value timestamptz) -> timestamp", "timezone($1, $2)")
                        .form("(zone text, value timestamp) -> timestamptz", "timezone($1, $2)")
                        .says(
                                "What clocks in a zone show at a moment; for a timestamp without"
                                        + " zone, the moment at which they show it.")
                        .example("timezone('Asia/Tokyo', to_timestamp(0))", "1970-01-01 09:00:00"));
    }
}
