using System.Diagnostics.CodeAnalysis;

namespace Vectorizer.Server.Api.OpenApi;

/// <summary>A body that works.</summary>
/// <param name="Key">Names the example within its operation.</param>
/// <param name="Summary">What it shows.</param>
/// <param name="Json">The body.</param>
internal sealed record ApiExample(string Key, string Summary, [StringSyntax(StringSyntaxAttribute.Json)] string Json);
