package io.penstock.server.docs;

import com.google.common.collect.ImmutableList;

import io.penstock.parameter.Parameter;

import java.util.stream.Collectors;

/** The list of endpoints as a page's main part. */
final class IndexPage {
    private IndexPage() {}

    static Markup of(String title, ImmutableList<EndpointDescription> endpoints) {
        return Markup.of(
                """
                <main id="main">
                <h1>{}</h1>
                <p class="lead">{} to call over HTTP. Programs read the same from\
                 <a href="/v0/pipes/openapi.json" id="openapi" download="openapi.json">openapi.json</a>\
                 (OpenAPI 3.1).</p>
                {}
                </main>
                """,
                title,
                count(endpoints.size()),
                endpoints.isEmpty() ? nothing() : list(endpoints));
    }

    private static String count(int endpoints) {
        return endpoints == 1 ? "One endpoint" : endpoints + " endpoints";
    }

    private static Markup nothing() {
        return Markup.of(
                "<p class=\"empty\">Nothing is published yet. <code>TYPE endpoint</code> in a"
                        + " pipe's file publishes a node.</p>\n");
    }

    private static Markup list(ImmutableList<EndpointDescription> endpoints) {
        return Markup.of(
                """
                <p class="search"><label for="search">Find</label>\
                <input id="search" type="search" autocomplete="off" spellcheck="false"\
                 aria-controls="endpoints"></p>
                <p id="found" class="note" role="status"></p>
                <ul id="endpoints" class="cards">
                {}</ul>
                """,
                Markup.join(endpoints.stream().map(IndexPage::card).toList()));
    }

    private static Markup card(EndpointDescription endpoint) {
        return Markup.of(
                """
                <li data-search="{}"><a href="/docs/{}"><strong>{}</strong></a>
                <span>{}</span>
                {}</li>
                """,
                searched(endpoint),
                endpoint.name(),
                endpoint.name(),
                endpoint.summary(),
                endpoint.parameters().isEmpty()
                        ? Markup.EMPTY
                        : Markup.of("<small>{}</small>\n", names(endpoint)));
    }

    private static String names(EndpointDescription endpoint) {
        return endpoint.parameters().stream()
                .map(parameter -> parameter.name() + (parameter.required() ? "*" : ""))
                .collect(Collectors.joining(", "));
    }

    private static String searched(EndpointDescription endpoint) {
        return "%s %s %s %s"
                .formatted(
                        endpoint.name(),
                        endpoint.description().orElse(""),
                        String.join(" ", endpoint.tags()),
                        endpoint.parameters().stream()
                                .map(Parameter::name)
                                .collect(Collectors.joining(" ")));
    }
}
