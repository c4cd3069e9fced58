using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Vectorizer.Server.CrashTests.Attacks;

/// <summary>A connection over which anything can be sent, well-formed or not.</summary>
internal sealed class RawConnection : IDisposable
{
    /// <summary>The outcome of a connection that ends without an answer.</summary>
    public const string Closed = "closed";

    private static readonly TimeSpan s_longestAnswer = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private NetworkStream _stream = null!;

    private RawConnection()
    {
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Connects.</summary>
    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        RawConnection connection = new();
        await connection._socket.ConnectAsync(server.Host, server.Port, Token);
        connection._stream = new NetworkStream(connection._socket);
        return connection;
    }

    /// <summary>Sends bytes over a connection of their own and waits for the outcome.</summary>
    public static async Task<string> SendAsync(Uri server, byte[] bytes)
    {
        using RawConnection connection = await OpenAsync(server);
        await connection.TryWriteAsync(bytes);
        return await connection.OutcomeAsync();
    }

    /// <summary>Sends text as Latin-1.</summary>
    public static Task<string> SendAsync(Uri server, string text) => SendAsync(server, Encoding.Latin1.GetBytes(text));

    /// <summary>Sends bytes.</summary>
    /// <returns>False if the server has ended the connection; what it answered before can still be read.</returns>
    public async Task<bool> TryWriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes, Token);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Sends text a byte at a time until it is sent or the server has ended the connection.</summary>
    public async Task TrickleAsync(string text, TimeSpan pause)
    {
        foreach (byte b in Encoding.Latin1.GetBytes(text))
        {
            if (_stream.DataAvailable || !await TryWriteAsync(new[] { b }))
            {
                return;
            }

            await Task.Delay(pause, Token);
        }
    }

    /// <summary>The status of the answer, or <see cref="Closed"/>.</summary>
    public async Task<string> OutcomeAsync()
    {
        byte[] line = new byte["HTTP/1.1 200".Length];
        try
        {
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
            patience.CancelAfter(s_longestAnswer);
            int read = await _stream.ReadAtLeastAsync(line, line.Length, throwOnEndOfStream: false, patience.Token);
            return read == line.Length && int.TryParse(Encoding.Latin1.GetString(line, 9, 3), CultureInfo.InvariantCulture, out int status)
                ? status.ToString(CultureInfo.InvariantCulture)
                : Closed;
        }
        catch (IOException)
        {
            return Closed;
        }
    }

    /// <summary>Sends a byte now and then, reading nothing, until the server has ended the connection.</summary>
    /// <returns>False if it does not.</returns>
    public async Task<bool> IsEndedWhileWritingAsync(TimeSpan pause)
    {
        for (TimeSpan waited = TimeSpan.Zero; waited < s_longestAnswer; waited += pause)
        {
            if (!await TryWriteAsync(" "u8.ToArray()))
            {
                return true;
            }

            await Task.Delay(pause, Token);
        }

        return false;
    }

    public void Dispose() => _socket.Dispose();
}
