package io.penstock.server.http;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;

import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** URLs as they may be kept: without the token. */
final class UrlRedaction {
    private static final String TOKEN = "token";

    /** A static token or a JWT; calls that manage tokens may name one by its value. */
    private static final Pattern VALUE =
            Pattern.compile("(?:p|ey[\\w-]+)(?:\\.|%2[eE])[\\w-]{16,}(?:\\.|%2[eE])[\\w-]*");

    /** A token has two, as they are or escaped. */
    private static final CharMatcher DOTS = CharMatcher.anyOf(".%");

    private UrlRedaction() {}

    /**
     * The same without the parameter {@code token}, however its name is written.
     *
     * @param pathAndQuery as the client sent it
     */
    static String withoutToken(@Nullable String pathAndQuery) {
        if (pathAndQuery == null) {
            return "";
        }
        int query = pathAndQuery.indexOf('?');
        if (query < 0 || !mayNameToken(pathAndQuery)) {
            return withoutValues(pathAndQuery);
        }
        String kept =
                Splitter.on('&')
                        .splitToStream(pathAndQuery.substring(query + 1))
                        .filter(pair -> !isToken(pair))
                        .collect(Collectors.joining("&"));
        String path = pathAndQuery.substring(0, query);
        return withoutValues(kept.isEmpty() ? path : path + "?" + kept);
    }

    /** The same text with stars for whatever looks like a token. */
    static String withoutValues(String text) {
        return DOTS.countIn(text) < 2 ? text : VALUE.matcher(text).replaceAll("***");
    }

    /** Every call passes here, and few name a token: the quick look that tells most. */
    private static boolean mayNameToken(String text) {
        return text.indexOf('%') >= 0 || Ascii.toLowerCase(text).contains(TOKEN);
    }

    private static boolean isToken(String pair) {
        int end = pair.indexOf('=');
        String name = end < 0 ? pair : pair.substring(0, end);
        return name.equalsIgnoreCase(TOKEN) || decoded(name).equalsIgnoreCase(TOKEN);
    }

    /** A name that can't be read is no name that the server reads. */
    private static String decoded(String name) {
        try {
            return name.indexOf('%') < 0 ? name : URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }
}
