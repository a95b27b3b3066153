package io.penstock.pipe;

import io.penstock.spi.error.SqlPosition;
import io.penstock.template.SqlTemplate;

import java.util.Optional;

/**
 * One SELECT of a pipe.
 *
 * @param name unique over the pipe
 * @param id {@code t_} and 32 hexadecimal digits, the same for the same pipe and node name
 * @param description for people
 * @param sql as its author wrote it, the leading {@code %} of a template included
 * @param template the same, compiled
 * @param position where its {@code NODE} line stands
 */
public record Node(
        String name,
        String id,
        Optional<String> description,
        String sql,
        SqlTemplate template,
        SqlPosition position) {}
