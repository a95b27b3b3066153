package io.penstock.server.http;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

import io.penstock.pipe.PipeCall;
import io.penstock.server.format.FormatOptions;
import io.penstock.spi.error.QueryException;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A call's parameters: the query string's, then the body's, which win. Those that are not for
 * templates are told apart here.
 */
final class CallParameters {
    /** Parameters that every call takes and no template sees. */
    static final ImmutableSet<String> SWALLOWED =
            ImmutableSet.of(
                    "token",
                    "from",
                    "cli_version",
                    "debug",
                    "release_replacements",
                    "playground",
                    "semver",
                    "q",
                    "explain",
                    "output_format_json_quote_64bit_integers",
                    "output_format_json_quote_denormals",
                    "output_format_parquet_string_as_string");

    /** A call without any. */
    static final CallParameters NONE = new CallParameters(Map.of());

    private static final String CLIENTS_OWN = "__tb__";

    private final Map<String, List<String>> texts;

    private CallParameters(Map<String, List<String>> texts) {
        this.texts = texts;
    }

    /**
     * The query string's parameters.
     *
     * @throws QueryException {@link HttpError#BAD_REQUEST} for text that is not UTF-8
     */
    static CallParameters ofQuery(Request request) {
        if (request.getHttpURI().getQuery() == null) {
            return new CallParameters(Map.of());
        }
        Map<String, List<String>> texts = new LinkedHashMap<>();
        try {
            addAll(Request.extractQueryParameters(request), texts);
        } catch (RuntimeException e) {
            throw new QueryException(
                    HttpError.BAD_REQUEST,
                    "The URL's query is not percent-encoded UTF-8: " + e.getMessage(),
                    e);
        }
        return new CallParameters(texts);
    }

    /** The same with the body's parameters, which win over the query string's. */
    CallParameters withBody(Request request, int bodyLimit) {
        return with(RequestBody.parameters(request, bodyLimit));
    }

    /** The same with a body's parameters. */
    CallParameters with(Map<String, List<String>> body) {
        if (body.isEmpty()) {
            return this;
        }
        Map<String, List<String>> merged = new LinkedHashMap<>(texts);
        merged.putAll(body);
        return new CallParameters(merged);
    }

    static void addAll(Fields fields, Map<String, List<String>> texts) {
        for (Fields.Field field : fields) {
            texts.put(field.getName(), field.getValues());
        }
    }

    /** A parameter's last text. */
    Optional<String> last(String name) {
        return Optional.ofNullable(texts.get(name)).map(List::getLast);
    }

    /** All of a parameter's texts. */
    ImmutableList<String> all(String name) {
        return ImmutableList.copyOf(texts.getOrDefault(name, List.of()));
    }

    /** The same with texts for what is not given. */
    CallParameters withDefaults(Map<String, String> defaults) {
        if (defaults.isEmpty()) {
            return this;
        }
        Map<String, List<String>> merged = new LinkedHashMap<>();
        defaults.forEach((name, text) -> merged.put(name, List.of(text)));
        merged.putAll(texts);
        return new CallParameters(merged);
    }

    /** What a template sees. */
    PipeCall call() {
        return call(ImmutableSet.of());
    }

    /**
     * What a template sees.
     *
     * @param own more parameters that it does not see
     */
    PipeCall call(Set<String> own) {
        if (texts.isEmpty()) {
            return PipeCall.EMPTY;
        }
        ImmutableMap<String, ImmutableList<String>> forTemplates =
                texts.entrySet().stream()
                        .filter(entry -> !isSwallowed(entry.getKey()))
                        .filter(entry -> !own.contains(entry.getKey()))
                        .collect(
                                toImmutableMap(
                                        Map.Entry::getKey,
                                        entry -> ImmutableList.copyOf(entry.getValue())));
        return new PipeCall(forTemplates);
    }

    /**
     * How values are to be written.
     *
     * @throws QueryException {@link HttpError#BAD_REQUEST} for anything but 0 and 1
     */
    FormatOptions formatOptions() {
        if (texts.isEmpty()) {
            return FormatOptions.DEFAULT;
        }
        return new FormatOptions(
                flag("output_format_json_quote_64bit_integers"),
                flag("output_format_json_quote_denormals"),
                flag("output_format_parquet_string_as_string"));
    }

    /** What a call wants to know of its plan. */
    enum Explain {
        NO,
        PLAN,
        RUN
    }

    /**
     * Whether the plan is the answer: {@code explain=true}, or {@code analyze} with what a run did.
     *
     * @throws QueryException {@link HttpError#BAD_REQUEST}
     */
    Explain explain() {
        if (last("explain").orElse("").equals("analyze")) {
            return Explain.RUN;
        }
        return flag("explain") ? Explain.PLAN : Explain.NO;
    }

    /**
     * A parameter that is on or off.
     *
     * @throws QueryException {@link HttpError#BAD_REQUEST} for anything but 0, 1, false and true
     */
    boolean flag(String name) {
        String text = last(name).orElse("0");
        return switch (text) {
            case "1", "true" -> true;
            case "0", "false", "" -> false;
            default ->
                    throw new QueryException(
                            HttpError.BAD_REQUEST,
                            "Parameter '%s' is '%s'; it must be 0 or 1"
                                    .formatted(name, abbreviated(text)));
        };
    }

    private static String abbreviated(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static boolean isSwallowed(String name) {
        return SWALLOWED.contains(name) || name.startsWith(CLIENTS_OWN);
    }
}
