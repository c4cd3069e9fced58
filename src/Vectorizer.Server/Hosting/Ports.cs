using System.Net;
using System.Net.Sockets;
using Vectorizer.Server.Configuration;

namespace Vectorizer.Server.Hosting;

/// <summary>TCP ports of the node.</summary>
internal static class Ports
{
    /// <summary>A port of this machine's loopback that is free at the moment.</summary>
    public static int FindFree()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>
    /// Makes sure that a port can be listened on, before anything else is started that would have to be stopped again.
    /// </summary>
    /// <exception cref="StartupException">It cannot.</exception>
    public static void RequireFree(IPEndPoint endpoint)
    {
        using TcpListener listener = new(endpoint);
        try
        {
            listener.Start();
        }
        catch (SocketException exception)
        {
            throw Refused(endpoint, exception.SocketErrorCode);
        }
    }

    /// <summary>Why an address cannot be listened on.</summary>
    public static StartupException Refused(IPEndPoint endpoint, SocketError error) => new(error switch
    {
        SocketError.AddressAlreadyInUse =>
            $"server.port: {endpoint} is in use, perhaps by another server. Stop it, or choose another port with --server:port=<port>.",
        SocketError.AccessDenied =>
            $"server.port: this user may not listen on {endpoint}. Choose a port above 1023 with --server:port=<port>.",
        SocketError.AddressNotAvailable =>
            $"server.host: {endpoint.Address} is not an address of this machine. Choose another one with --server:host=<address>.",
        _ => $"server.host, server.port: {endpoint} cannot be listened on: {error}.",
    });
}
