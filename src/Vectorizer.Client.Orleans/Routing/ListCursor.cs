using System.Buffers.Text;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>The opaque form of the place where a page of a list ends: its last id in base64url.</summary>
internal static class ListCursor
{
    public static string Format(ReadOnlySpan<byte> lastId) => Base64Url.EncodeToString(lastId);

    /// <exception cref="VectorizerException"><c>invalid_argument</c>.</exception>
    public static ByteStrings Parse(string cursor)
    {
        if (!Base64Url.IsValid(cursor, out int length) || length is < 1 or > PointRules.MaxIdBytes)
        {
            throw VectorizerException.InvalidArgument("cursor", "Not a cursor of an earlier page.");
        }

        ByteStringsBuilder builder = new(1);
        builder.Add(Base64Url.DecodeFromChars(cursor));
        return builder.Build();
    }
}
