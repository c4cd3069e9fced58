namespace Vectorizer.Engine.Filters;

/// <summary>Is shown what a path leads to, by <see cref="PayloadWalk"/>.</summary>
internal interface IPayloadVisitor
{
    /// <summary>Whether an array at the end of the path stands for its elements, and for theirs, instead of itself.</summary>
    static abstract bool EntersArrays { get; }

    /// <summary>Looks at one value; true to see no more.</summary>
    bool Visit(in PayloadValue value);
}
