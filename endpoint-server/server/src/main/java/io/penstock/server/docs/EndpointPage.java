package io.penstock.server.docs;

import com.google.common.collect.ImmutableList;

import io.penstock.parameter.Parameter;
import io.penstock.server.format.ClickHouseTypes;
import io.penstock.server.format.ResultFormat;

import org.apache.arrow.vector.types.pojo.Field;

import java.util.Arrays;

/** An endpoint as a page's main part: a form that calls it, its columns, and how programs do. */
final class EndpointPage {
    private final String server;
    private final EndpointDescription endpoint;

    private EndpointPage(String server, EndpointDescription endpoint) {
        this.server = server;
        this.endpoint = endpoint;
    }

    static Markup of(String server, EndpointDescription endpoint) {
        return new EndpointPage(server, endpoint).main();
    }

    private Markup main() {
        return Markup.of(
                """
                <main id="main" data-endpoint="{}">
                <nav aria-label="Breadcrumb"><a href="/docs">Endpoints</a> <span aria-hidden="true">/</span>\
                 <span aria-current="page">{}</span></nav>
                <h1>{}</h1>
                {}{}<p class="url"><span class="verb">GET</span> <code>{}/v0/pipes/{}.json</code></p>
                {}{}{}</main>
                """,
                endpoint.name(),
                endpoint.name(),
                endpoint.name(),
                description(),
                tags(),
                server,
                endpoint.name(),
                form(),
                columns(),
                code());
    }

    private Markup description() {
        return Markup.join(
                endpoint.description()
                        .orElse("")
                        .strip()
                        .lines()
                        .map(line -> Markup.of("<p class=\"lead\">{}</p>\n", line.strip()))
                        .toList());
    }

    private Markup tags() {
        return endpoint.tags().isEmpty()
                ? Markup.EMPTY
                : Markup.of(
                        "<ul class=\"tags\" aria-label=\"Tags\">{}</ul>\n",
                        Markup.join(
                                endpoint.tags().stream()
                                        .map(tag -> Markup.of("<li>{}</li>", tag))
                                        .toList()));
    }

    private Markup form() {
        return Markup.of(
                """
                <section aria-labelledby="try">
                <h2 id="try">Try it</h2>
                <form id="call" autocomplete="off">
                {}<div class="actions">
                <label for="format">Answer as</label>
                <select id="format">{}</select>
                <button type="submit" class="primary">Call</button>
                <button type="button" id="stop" class="quiet" hidden>Stop</button>
                </div>
                </form>
                <p id="status" class="status" role="status"></p>
                <div id="result" class="result" tabindex="-1" hidden></div>
                </section>
                """,
                fields(),
                Markup.join(
                        ResultFormat.extensions().stream()
                                .map(extension -> Markup.of("<option>{}</option>", extension))
                                .toList()));
    }

    private Markup fields() {
        if (endpoint.parameters().isEmpty()) {
            return Markup.of("<p class=\"note\">This endpoint has no parameters.</p>\n");
        }
        return Markup.of(
                "<div class=\"fields\">\n{}</div>\n",
                Markup.join(endpoint.parameters().stream().map(ParameterField::of).toList()));
    }

    private Markup columns() {
        return Markup.of(
                """
                <section aria-labelledby="columns">
                <h2 id="columns">Columns</h2>
                {}</section>
                """,
                endpoint.columns()
                        .map(EndpointPage::table)
                        .orElseGet(
                                () ->
                                        Markup.of(
                                                "<p class=\"note\">They can't be known at the"
                                                        + " moment: a source is down, or the SQL is"
                                                        + " wrong. A call says which.</p>\n")));
    }

    private static Markup table(ImmutableList<Field> columns) {
        return Markup.of(
                """
                <div class="scroll" tabindex="0" role="region" aria-labelledby="columns">
                <table><thead><tr><th scope="col">Name</th><th scope="col">Type</th></tr></thead>
                <tbody>
                {}</tbody></table>
                </div>
                """,
                Markup.join(
                        columns.stream()
                                .map(
                                        column ->
                                                Markup.of(
                                                        "<tr><th"
                                                            + " scope=\"row\">{}</th><td><code>{}</code></td></tr>\n",
                                                        column.getName(),
                                                        ClickHouseTypes.name(column)))
                                .toList()));
    }

    private Markup code() {
        ImmutableList<Parameter> needed =
                endpoint.parameters().stream()
                        .filter(Parameter::required)
                        .collect(ImmutableList.toImmutableList());
        String url =
                "%s/v0/pipes/%s.json%s".formatted(server, endpoint.name(), Samples.query(needed));
        return Markup.of(
                """
                <section aria-labelledby="code">
                <h2 id="code">From a program</h2>
                <p class="note">The address follows the form above. The token comes from the\
                 environment.</p>
                <p id="long-address" class="note" hidden>The address is long. The server\
                 takes what stands behind its question mark as the body of a POST, too.</p>
                {}</section>
                """,
                Markup.join(
                        Arrays.stream(Snippet.values()).map(snippet -> snippet.of(url)).toList()));
    }
}
