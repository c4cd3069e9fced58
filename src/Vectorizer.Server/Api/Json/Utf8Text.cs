using System.Buffers;
using System.Text;

namespace Vectorizer.Server.Api.Json;

/// <summary>Questions about bytes that should be UTF-8.</summary>
internal static class Utf8Text
{
    /// <summary>Bytes up to the first that is not part of a character.</summary>
    public static int ValidLength(ReadOnlySpan<byte> bytes)
    {
        int length = 0;
        while (length < bytes.Length && Rune.DecodeFromUtf8(bytes[length..], out _, out int consumed) == OperationStatus.Done)
        {
            length += consumed;
        }

        return length;
    }
}
