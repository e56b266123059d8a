package io.postern.directive;

/** Which context a block directive opens. */
final class Places {
    private Places() {}

    static Context inside(String name, Context outer) {
        return switch (name) {
            case "events" -> Context.EVENTS;
            case "mail" -> Context.MAIL;
            case "http" -> Context.HTTP;
            case "stream" -> Context.STREAM;
            case "server" ->
                switch (outer) {
                    case MAIL -> Context.MAIL_SERVER;
                    case STREAM -> Context.STREAM_SERVER;
                    default -> Context.SERVER;
                };
            case "location" -> Context.LOCATION;
            case "upstream" -> outer == Context.STREAM ? Context.STREAM_UPSTREAM : Context.UPSTREAM;
            case "if" -> outer == Context.SERVER ? Context.SERVER_IF : Context.LOCATION_IF;
            case "limit_except" -> Context.LIMIT_EXCEPT;
            default -> Context.DATA;
        };
    }
}
