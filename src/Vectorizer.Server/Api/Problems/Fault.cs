namespace Vectorizer.Server.Api.Problems;

/// <summary>One thing wrong with a request.</summary>
/// <param name="Pointer">JSON pointer into the body; for a part of the URL a slash and the name of the parameter.</param>
/// <param name="Message">What is expected and what was received.</param>
internal readonly record struct Fault(string Pointer, string Message);
