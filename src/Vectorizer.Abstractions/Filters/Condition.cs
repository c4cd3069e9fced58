namespace Vectorizer.Abstractions.Filters;

/// <summary>One thing that a filter asks of a point.</summary>
/// <remarks>
/// A key is a path into the payload: names with dots between them, <c>"quoted"</c> where they hold <c>. [ ] "</c>, and behind a name
/// <c>[]</c> for all elements of an array or <c>[2]</c> for one. An array that a path meets or ends at stands for its
/// elements, so <c>a.b</c> leads into the objects of the array <c>a</c>, and a condition on values holds when it does for any of them.
/// A value of another kind than a condition asks for does not meet it. A key that leads to nothing, or to null, has no value.
/// </remarks>
[GenerateSerializer, Immutable, Alias("vectorizer.Condition")]
public abstract record Condition;
