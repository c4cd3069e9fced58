using Vectorizer.Client.Search;

namespace Vectorizer.Cli.Demo;

/// <summary>The words nearest to what a question asks.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Words">The nearest words, those of the question left out, best first.</param>
/// <param name="TookMs">Time in the server, in milliseconds.</param>
internal sealed record WordAnswer(WordQuestion Question, IReadOnlyList<ScoredPoint> Words, double TookMs);
