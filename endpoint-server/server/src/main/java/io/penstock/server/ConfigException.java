package io.penstock.server;

import com.google.common.collect.ImmutableList;

/** The configuration is wrong; says everything that is wrong with it at once. */
public final class ConfigException extends RuntimeException {
    private final transient ImmutableList<String> problems;

    /** One or more sentences, each naming the key, its value and what would be right. */
    public ConfigException(ImmutableList<String> problems) {
        super(String.join("\n", problems));
        this.problems = problems;
    }

    /** What is wrong, one sentence each. */
    public ImmutableList<String> problems() {
        return problems;
    }
}
