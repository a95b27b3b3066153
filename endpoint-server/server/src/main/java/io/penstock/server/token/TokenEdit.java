package io.penstock.server.token;

import com.google.common.collect.ImmutableSet;

import io.penstock.server.access.Scope;

import java.util.Optional;

/** What is to be another way with a token; absent parts stay. */
public record TokenEdit(
        Optional<String> name,
        Optional<String> description,
        Optional<ImmutableSet<Scope>> scopes) {}
