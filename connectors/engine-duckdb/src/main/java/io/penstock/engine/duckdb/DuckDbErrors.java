package io.penstock.engine.duckdb;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import io.penstock.spi.engine.EnginePlan;
import io.penstock.spi.engine.QueryContext;
import io.penstock.spi.error.EngineError;
import io.penstock.spi.error.QueryException;

import org.apache.arrow.memory.OutOfMemoryException;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns what DuckDB says into errors that say who can fix them, in words that name neither our SQL
 * nor folders of this machine. DuckDB gives a text only, so it is the text that is read; what is
 * not known stays an internal error.
 */
final class DuckDbErrors {
    private static final String LIMIT = "PENSTOCK_LIMIT:";

    /** DuckDB's names of types inside, and what SQL calls them. */
    private static final ImmutableMap<String, String> SQL_TYPES =
            ImmutableMap.<String, String>builder()
                    .put("INT8", "TINYINT")
                    .put("INT16", "SMALLINT")
                    .put("INT32", "INTEGER")
                    .put("INT64", "BIGINT")
                    .put("INT128", "DECIMAL(38,0)")
                    .put("UINT8", "UTINYINT")
                    .put("UINT16", "USMALLINT")
                    .put("UINT32", "UINTEGER")
                    .put("UINT64", "UBIGINT")
                    .put("BOOL", "BOOLEAN")
                    .buildOrThrow();

    private static final Pattern INNER_TYPE =
            Pattern.compile("\\b(U?INT(?:8|16|32|64|128)|BOOL)\\b");
    private static final Pattern KIND = Pattern.compile("^(?:[\\w ]+ Error|INTERRUPT Error): ");
    private static final Pattern PATH = Pattern.compile("(?:/[^/\"'\\n]*)+/([^/\"'\\n]+)");
    private static final Pattern QUOTED_FILE =
            Pattern.compile("[Ff]ile:? ['\"]([^'\"]+)['\"]|pattern \"([^\"]+)\"");
    private static final Pattern LISTED_FILE =
            Pattern.compile("'[^']*/([^'/]+\\.(?:parquet|csv|gz|tsv|txt)[^'/]*)'");

    /** A text of DuckDB's, the code it means, and our sentence from its groups. */
    private record Rule(Pattern pattern, EngineError code, Function<MatchResult, String> sentence) {
        static Rule of(String regex, EngineError code, Function<MatchResult, String> sentence) {
            return new Rule(Pattern.compile(regex, Pattern.DOTALL), code, sentence);
        }
    }

    /** The first one that matches counts. */
    private static final ImmutableList<Rule> RULES =
            ImmutableList.of(
                    Rule.of(
                            "More than one row returned by a subquery",
                            EngineError.SUBQUERY_ROWS,
                            m -> "A sub-query that stands for one value gave more than one row"),
                    Rule.of(
                            "Division by zero in expression \\((.*?)\\)\\. Use",
                            EngineError.DIVISION_BY_ZERO,
                            m -> "Division by zero"),
                    Rule.of(
                            "[Dd]ivision by zero",
                            EngineError.DIVISION_BY_ZERO,
                            m -> "Division by zero"),
                    Rule.of(
                            "Could not convert string ['\"](.*)['\"] to '?([\\w(), ]+?)'?(?:$|\\n"
                                    + "| when casting)",
                            EngineError.CANNOT_PARSE_TEXT,
                            m ->
                                    "'%s' is not a value of type %s"
                                            .formatted(m.group(1), m.group(2))),
                    Rule.of(
                            "[Tt]ype (\\w+) with value (.*) can't be cast because the value is out"
                                    + " of range for the destination type ([\\w(),]+)",
                            EngineError.OVERFLOW,
                            m -> "%s does not fit in type %s".formatted(m.group(2), m.group(3))),
                    Rule.of(
                            "Could not cast value (.*) to (DECIMAL[\\w(),]+)",
                            EngineError.OVERFLOW,
                            m -> "%s does not fit in type %s".formatted(m.group(1), m.group(2))),
                    Rule.of(
                            "Casting value \"(.*)\" to type ([\\w(),]+) failed: value is out of"
                                    + " range",
                            EngineError.OVERFLOW,
                            m -> "%s does not fit in type %s".formatted(m.group(1), m.group(2))),
                    Rule.of(
                            "timestamp field.*?: \"(.*?)\"",
                            EngineError.CANNOT_PARSE_DATETIME,
                            m ->
                                    "'%s' is not a timestamp; YYYY-MM-DD HH:MM:SS would be right"
                                            .formatted(m.group(1))),
                    Rule.of(
                            "date field.*?: \"(.*?)\"",
                            EngineError.CANNOT_PARSE_DATE,
                            m ->
                                    "'%s' is not a date; YYYY-MM-DD would be right"
                                            .formatted(m.group(1))),
                    Rule.of(
                            "time field.*?: \"(.*?)\"",
                            EngineError.CANNOT_PARSE_TEXT,
                            m ->
                                    "'%s' is not a time; HH:MM:SS would be right"
                                            .formatted(m.group(1))),
                    Rule.of(
                            "Could not parse string \"(.*?)\" according to format specifier"
                                    + " \"(.*?)\"",
                            EngineError.CANNOT_PARSE_DATETIME,
                            m ->
                                    "'%s' does not follow the format '%s'"
                                            .formatted(m.group(1), m.group(2))),
                    Rule.of(
                            "Malformed JSON[^.]*",
                            EngineError.CANNOT_PARSE_TEXT,
                            MatchResult::group),
                    Rule.of(
                            "^(?:Conversion|Out of Range) Error: (.*out of"
                                    + " range.*|.*[Oo]verflow.*)",
                            EngineError.OVERFLOW,
                            m -> m.group(1)),
                    Rule.of(
                            "^Conversion Error: (.*)",
                            EngineError.CANNOT_PARSE_TEXT,
                            m -> m.group(1)),
                    Rule.of("^Out of Range Error: (.*)", EngineError.OVERFLOW, m -> m.group(1)));

    private final EnginePlan plan;
    private final QueryContext context;

    DuckDbErrors(EnginePlan plan, QueryContext context) {
        this.plan = plan;
        this.context = context;
    }

    /** Whether the driver lost the reason: it does so for what fails before the first row. */
    static boolean isSilent(Exception e) {
        return text(e).contains("Invalid result set");
    }

    /** Whether nothing can run in the instance any more. */
    static boolean breaksInstance(Exception e) {
        String text = text(e);
        return text.startsWith("FATAL Error")
                || text.startsWith("INTERNAL Error")
                || isBrokenByOther(e);
    }

    /** Whether the instance was broken by an earlier query. */
    static boolean isBrokenByOther(Exception e) {
        return text(e).contains("database has been invalidated");
    }

    /** The error for users; one of ours stays as it is. */
    QueryException translate(Exception e) {
        if (e instanceof QueryException ours) {
            return ours;
        }
        String text = text(e);
        if (isSilent(e)) {
            return context.remaining().isZero()
                    ? context.timeoutError()
                    : error(EngineError.FAILED, "The engine failed and did not say why", e);
        }
        if (isBrokenByOther(e)) {
            return error(EngineError.FAILED, "Another query broke the engine; try again", e);
        }
        if (text.contains(LIMIT)) {
            return error(EngineError.TOO_LARGE, after(text, LIMIT), e);
        }
        if (isOutOfMemory(e, text)) {
            return error(
                    EngineError.MEMORY_LIMIT,
                    "Query needs more memory than the engine may use; make it smaller or ask the"
                            + " operator to raise engine-memory",
                    e);
        }
        if (text.contains("INTERRUPT Error") || text.contains("Query interrupted")) {
            return interrupted(text, e);
        }
        return inFile(text, e).or(() -> known(text, e)).orElseGet(() -> other(text, e));
    }

    private static boolean isOutOfMemory(Exception e, String text) {
        return e instanceof OutOfMemoryException
                || text.startsWith("Out of Memory Error")
                || text.contains("std::bad_alloc")
                || text.contains("failed to allocate data");
    }

    private QueryException interrupted(String text, Exception e) {
        boolean late = text.contains("maximum execution time") || context.remaining().isZero();
        return late
                ? context.timeoutError()
                : error(EngineError.CANCELLED, "Query was cancelled", e);
    }

    private Optional<QueryException> inFile(String text, Exception e) {
        if (text.contains("CSV Error on Line")) {
            return Optional.of(error(EngineError.BAD_FILE, CsvErrors.sentence(text), e));
        }
        if (text.contains("No files found that match") || text.contains("No such file")) {
            return Optional.of(
                    error(
                            EngineError.FILE_MISSING,
                            "File '%s' is missing".formatted(file(text)),
                            e));
        }
        if (text.startsWith("Permission Error")
                || text.contains("the configuration has been locked")) {
            return Optional.of(
                    error(
                            EngineError.REFUSED,
                            "The engine may not reach what the query asks for",
                            e));
        }
        return readsParquet() && looksDamaged(text)
                ? Optional.of(damaged(text, e))
                : Optional.empty();
    }

    private boolean readsParquet() {
        return plan.sql().contains("read_parquet(");
    }

    /** What a reader of Parquet says about bytes that it does not understand has many forms. */
    private static boolean looksDamaged(String text) {
        return text.startsWith("IO Error")
                || text.startsWith("FATAL Error")
                || text.startsWith("INTERNAL Error")
                || text.startsWith("Serialization Error")
                || text.startsWith("Invalid Error")
                || text.startsWith("Not implemented Error")
                || DAMAGE.matcher(withoutStatement(text)).find();
    }

    /** DuckDB quotes our SQL below its sentence, and that names Parquet itself. */
    private static String withoutStatement(String text) {
        int quoted = text.indexOf("\n\nLINE ");
        return quoted < 0 ? text : text.substring(0, quoted);
    }

    private static final Pattern DAMAGE =
            Pattern.compile(
                    "magic bytes|too small to be a Parquet|Failed to read"
                        + " file|[Pp]arquet|[Tt]hrift|TProtocol|[Ss]nappy|ZSTD|[Gg]zip|LZ4|[Cc]orrupt|[Dd]ecompress|[Pp]age"
                        + " header|row group|[Ff]ooter|[Dd]ictionary|[Ee]ncoding|Out of"
                        + " buffer|Schema|Invalid string encoding");

    private QueryException damaged(String text, Exception e) {
        return error(
                EngineError.BAD_FILE,
                "File '%s' is damaged or not a Parquet file".formatted(file(text)),
                e);
    }

    /** The file that the text names, or those that the plan reads, without their folders. */
    private String file(String text) {
        Matcher named = QUOTED_FILE.matcher(text);
        if (named.find()) {
            return baseName(Optional.ofNullable(named.group(1)).orElseGet(() -> named.group(2)));
        }
        return LISTED_FILE
                .matcher(plan.sql())
                .results()
                .map(m -> m.group(1))
                .distinct()
                .limit(5)
                .collect(Collectors.joining("' or '"));
    }

    static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Optional<QueryException> known(String text, Exception e) {
        String sentence = firstSentence(text);
        for (Rule rule : RULES) {
            Matcher matcher = rule.pattern().matcher(sentence);
            if (matcher.find()) {
                String message = rule.sentence().apply(matcher.toMatchResult());
                return Optional.of(error(rule.code(), message, e));
            }
        }
        return Optional.empty();
    }

    private static QueryException other(String text, Exception e) {
        String sentence = firstSentence(text);
        if (text.startsWith("Invalid Input Error")) {
            return error(EngineError.BAD_ARGUMENT, withoutKind(sentence), e);
        }
        return error(EngineError.FAILED, "The engine failed: " + sentence, e);
    }

    /** Without the place in our SQL and without advice for people who write DuckDB's. */
    private static String firstSentence(String text) {
        int place = text.indexOf("\n\nLINE ");
        String cut = place < 0 ? text : text.substring(0, place);
        int advice = cut.indexOf("\n\n");
        String first = advice < 0 ? cut : cut.substring(0, advice);
        int line = first.indexOf("\n\tCandidate");
        return line < 0 ? first.strip() : first.substring(0, line).strip();
    }

    private static String withoutKind(String sentence) {
        return KIND.matcher(sentence).replaceFirst("");
    }

    private static String after(String text, String prefix) {
        String rest = text.substring(text.indexOf(prefix) + prefix.length()).strip();
        int end = rest.indexOf('\n');
        return end < 0 ? rest : rest.substring(0, end);
    }

    private static QueryException error(EngineError code, String message, Exception cause) {
        String typed =
                INNER_TYPE
                        .matcher(message)
                        .replaceAll(m -> Matcher.quoteReplacement(sqlType(m.group())));
        return new QueryException(code, PATH.matcher(typed).replaceAll("$1"), cause);
    }

    private static String sqlType(String inner) {
        return SQL_TYPES.getOrDefault(inner, inner);
    }

    /** DuckDB's own text, out of what JDBC or Arrow's C interface wrap around it. */
    private static String text(Exception e) {
        String message = String.valueOf(e.getMessage());
        int start = message.indexOf("CDataJniException{");
        if (start >= 0) {
            int text = message.indexOf("message=", start);
            int end = message.lastIndexOf('}');
            return message.substring(text + "message=".length(), Math.max(end, text + 8));
        }
        return message.startsWith("Query failed: ")
                ? message.substring("Query failed: ".length())
                : message;
    }
}
