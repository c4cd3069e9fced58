using Microsoft.AspNetCore.RequestDecompression;

namespace Vectorizer.Server.Api.Http;

/// <summary>The codings in which bodies may be sent.</summary>
/// <remarks>
/// What a body becomes is held to the same limit as a body that is sent as it is. Brotli is not among them: a stream of it asks for
/// a window of up to 16 MiB before its first byte comes out, and nothing bounds those of all connections together.
/// </remarks>
internal static class CompressedBodies
{
    /// <summary>The codings, as messages name them.</summary>
    public const string Codings = "gzip or deflate";

    private const string Brotli = "br";

    /// <summary>Sets them.</summary>
    public static void Configure(RequestDecompressionOptions options) => options.DecompressionProviders.Remove(Brotli);
}
