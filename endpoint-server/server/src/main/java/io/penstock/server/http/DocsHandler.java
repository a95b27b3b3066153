package io.penstock.server.http;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.common.io.Resources;

import io.penstock.pipe.Node;
import io.penstock.pipe.Pipe;
import io.penstock.pipe.Project;
import io.penstock.server.deploy.Deployment;
import io.penstock.server.deploy.NodeColumns;
import io.penstock.server.docs.DocsPages;
import io.penstock.server.docs.EndpointDescription;
import io.penstock.server.docs.OpenApiDocument;
import io.penstock.spi.access.ReadPolicy;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says how endpoints are called: pages at {@code /docs} and {@code /docs/{pipe}}, and one OpenAPI
 * document. Pages need the token like everything else; a browser that has not shown one gets a page
 * that asks for it. Thread: safe for many at once.
 */
final class DocsHandler {
    static final String OPEN_API = "openapi.json";

    private static final String DOCS = "/docs";
    private static final String ASSETS = DOCS + "/-/";
    private static final String HTML = "text/html; charset=utf-8";
    private static final ImmutableMap<String, Asset> FILES =
            ImmutableMap.of(
                    "docs.css", Asset.read("docs.css", "text/css; charset=utf-8"),
                    "docs.js", Asset.read("docs.js", "text/javascript; charset=utf-8"),
                    "icon.svg", Asset.read("icon.svg", "image/svg+xml"));

    private final NodeColumns columns;

    DocsHandler(NodeColumns columns) {
        this.columns = columns;
    }

    /** A file that is the same for everybody. */
    @SuppressWarnings("ArrayRecordComponent") // written once, compared never
    private record Asset(String type, byte[] bytes, String tag) {
        static Asset read(String name, String type) {
            try {
                byte[] bytes = Resources.toByteArray(Resources.getResource(DocsPages.class, name));
                return new Asset(type, bytes, "\"" + Hashing.sha256().hashBytes(bytes) + "\"");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Whether a path is answered here. */
    static boolean answers(String path) {
        return path.equals(DOCS) || path.startsWith(DOCS + "/");
    }

    /** Whether a path is that of a file that needs no token. */
    static boolean isAsset(String path) {
        return path.startsWith(ASSETS);
    }

    /** What clients called, without a path: {@code http://localhost:7181}. */
    static String server(Exchange exchange) {
        HttpURI uri = exchange.request().getHttpURI();
        return uri.getScheme() + "://" + uri.getAuthority();
    }

    void asset(Exchange exchange, String path) {
        Asset asset = FILES.get(path.substring(ASSETS.length()));
        if (asset == null) {
            throw PipeLookup.missing("There is nothing at " + path);
        }
        HttpFields.Mutable headers = headers(exchange, "no-cache");
        headers.put(HttpHeader.ETAG, asset.tag());
        if (asset.tag().equals(exchange.request().getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
            exchange.sendEmpty(304);
        } else {
            exchange.send(200, asset.type(), asset.bytes());
        }
    }

    void gate(Exchange exchange) {
        headers(exchange, "no-store");
        exchange.send(403, HTML, DocsPages.gate());
    }

    void page(Exchange exchange, Deployment deployment, String path) {
        Project project = deployment.project();
        byte[] page;
        if (path.equals(DOCS)) {
            page = DocsPages.index(title(project), endpoints(exchange, deployment));
        } else {
            Pipe pipe =
                    PipeLookup.pipe(
                            project,
                            exchange.principal().policy(),
                            path.substring(DOCS.length() + 1));
            Node endpoint = PipeLookup.endpoint(pipe);
            page =
                    DocsPages.endpoint(
                            server(exchange),
                            description(exchange, deployment, pipe, endpoint, true));
        }
        headers(exchange, "no-store");
        exchange.send(200, HTML, page);
    }

    void openApi(Exchange exchange, Deployment deployment) {
        ImmutableList<EndpointDescription> endpoints =
                published(exchange, deployment.project())
                        .map(pipe -> description(exchange, deployment, pipe, pipe.output(), true))
                        .collect(ImmutableList.toImmutableList());
        exchange.send(
                200,
                Exchange.JSON,
                PipeObjects.bytes(
                        OpenApiDocument.of(
                                title(deployment.project()),
                                String.valueOf(deployment.version()),
                                server(exchange),
                                endpoints)));
    }

    private ImmutableList<EndpointDescription> endpoints(Exchange exchange, Deployment deployment) {
        return published(exchange, deployment.project())
                .map(pipe -> description(exchange, deployment, pipe, pipe.output(), false))
                .collect(ImmutableList.toImmutableList());
    }

    /** What the caller may call. */
    private static Stream<Pipe> published(Exchange exchange, Project project) {
        ReadPolicy policy = exchange.principal().policy();
        return project.pipes().values().stream()
                .filter(pipe -> pipe.endpoint().isPresent())
                .filter(pipe -> policy.permitsPipe(pipe.name(), pipe.id()));
    }

    private EndpointDescription description(
            Exchange exchange, Deployment deployment, Pipe pipe, Node node, boolean withColumns) {
        return EndpointDescription.of(
                pipe,
                PipeLookup.parameters(
                        deployment.project(), pipe, node, exchange.principal().policy()),
                withColumns ? columns.of(deployment, pipe, node) : Optional.empty(),
                CallParameters.SWALLOWED);
    }

    private static String title(Project project) {
        return "Endpoints of " + project.folder().getFileName();
    }

    private static HttpFields.Mutable headers(Exchange exchange, String caching) {
        HttpFields.Mutable headers = exchange.response().getHeaders();
        headers.put("Content-Security-Policy", DocsPages.SECURITY_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put(HttpHeader.CACHE_CONTROL, caching);
        return headers;
    }
}
