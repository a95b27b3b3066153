package io.penstock.server.http;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

import java.util.Optional;
import java.util.regex.Pattern;

/** Every path that needs a token, with its methods and what the token must permit. */
final class RouteTable {
    private static final CharMatcher SLASH = CharMatcher.is('/');
    private static final ImmutableSet<String> READ = ImmutableSet.of("GET");
    private static final ImmutableSet<String> CALL = ImmutableSet.of("GET", "POST");
    private static final ImmutableSet<String> WRITE = ImmutableSet.of("POST");

    /** The first that fits counts. */
    static final ImmutableList<Route> ROUTES =
            ImmutableList.of(
                    route("/v0/pipes", READ, RouteRight.ANY),
                    route("/v0/pipes/openapi.json", READ, RouteRight.ANY),
                    route("/v0/pipes/{pipe}/nodes/{node}/explain", CALL, RouteRight.EVERYTHING),
                    route("/v0/pipes/{pipe}/explain", CALL, RouteRight.EVERYTHING),
                    route("/v0/pipes/{pipe}.{format}", CALL, RouteRight.ANY),
                    route("/v0/pipes/{pipe}", CALL, RouteRight.ANY),
                    route("/v0/sql", CALL, RouteRight.READING),
                    route("/v0/catalog", READ, RouteRight.READING),
                    route("/v0/catalog/{table}", READ, RouteRight.READING),
                    route("/v0/queries", READ, RouteRight.ADMIN),
                    route("/v0/queries/{id}", ImmutableSet.of("DELETE"), RouteRight.ADMIN),
                    route("/v0/tokens", CALL, RouteRight.TOKENS),
                    route("/v0/tokens/{token}/refresh", WRITE, RouteRight.TOKENS),
                    route(
                            "/v0/tokens/{token}",
                            ImmutableSet.of("GET", "PUT", "DELETE"),
                            RouteRight.TOKENS),
                    route("/metrics", READ, RouteRight.ADMIN),
                    route("/v0/admin/reload", WRITE, RouteRight.ADMIN));

    private RouteTable() {}

    /**
     * A path.
     *
     * @param shown with names of its variable parts in braces
     * @param depth how many slashes it has
     */
    record Route(
            String shown,
            int depth,
            Pattern path,
            ImmutableSet<String> methods,
            RouteRight right) {}

    private static Route route(String shown, ImmutableSet<String> methods, RouteRight right) {
        String pattern = shown.replace(".", "\\.").replaceAll("\\{\\w+}", "[^/]+");
        return new Route(shown, SLASH.countIn(shown), Pattern.compile(pattern), methods, right);
    }

    /** The route of a path. */
    static Optional<Route> find(String path) {
        int depth = SLASH.countIn(path);
        return ROUTES.stream()
                .filter(route -> route.depth() == depth && route.path().matcher(path).matches())
                .findFirst();
    }
}
