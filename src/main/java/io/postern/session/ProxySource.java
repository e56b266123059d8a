package io.postern.session;

/**
 * What a PROXY protocol header said of a connection (nginx's ngx_proxy_protocol_t): addresses as text, ports as numbers.
 *
 * @param address the client's address
 * @param serverAddress the address that the client connected to
 */
public record ProxySource(String address, int port, String serverAddress, int serverPort) {}
