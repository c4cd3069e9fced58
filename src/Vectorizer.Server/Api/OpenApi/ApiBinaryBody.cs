namespace Vectorizer.Server.Api.OpenApi;

/// <summary>The binary body or answer of an operation.</summary>
/// <param name="ContentType">Its content type.</param>
/// <param name="Layout">Its layout, in Markdown.</param>
internal sealed record ApiBinaryBody(string ContentType, string Layout);
