namespace Vectorizer.Engine.Filters;

/// <summary>Where a step of a path leads.</summary>
internal enum PayloadStepKind
{
    /// <summary>To a member of an object; from an array, into each of its elements first.</summary>
    Member,

    /// <summary>To all elements of an array.</summary>
    Elements,

    /// <summary>To one element of an array.</summary>
    Element,
}
