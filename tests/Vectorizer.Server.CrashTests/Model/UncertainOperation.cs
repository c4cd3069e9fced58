using System.Collections.Immutable;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>An operation that was not answered, or whose answer says that its outcome is not known.</summary>
/// <param name="Operation">What was asked for.</param>
/// <param name="Parts">Of a write, the parts of which it is not known whether they happened.</param>
internal sealed record UncertainOperation(Operation Operation, ImmutableArray<PointPart> Parts);
