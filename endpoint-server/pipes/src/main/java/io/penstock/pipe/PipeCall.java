package io.penstock.pipe;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

import java.util.Map;

/**
 * What a caller passes to a pipe: texts by parameter name, several when a name was repeated.
 *
 * @param parameters every list has at least one text
 */
public record PipeCall(ImmutableMap<String, ImmutableList<String>> parameters) {
    /** A call without parameters. */
    public static final PipeCall EMPTY = new PipeCall(ImmutableMap.of());

    /** A call with one text for each name. */
    public static PipeCall of(Map<String, String> parameters) {
        ImmutableMap.Builder<String, ImmutableList<String>> lists = ImmutableMap.builder();
        parameters.forEach((name, text) -> lists.put(name, ImmutableList.of(text)));
        return new PipeCall(lists.buildOrThrow());
    }

    /** Values may be private: only names are printed. */
    @Override
    public String toString() {
        return "PipeCall" + parameters.keySet();
    }
}
