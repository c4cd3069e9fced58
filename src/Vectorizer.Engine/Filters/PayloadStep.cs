namespace Vectorizer.Engine.Filters;

/// <summary>One step of a path into a payload.</summary>
/// <param name="Kind">Where it leads.</param>
/// <param name="Name">The member's name in UTF-8; of no meaning for arrays.</param>
/// <param name="Index">The element's index; of no meaning otherwise.</param>
internal readonly record struct PayloadStep(PayloadStepKind Kind, ReadOnlyMemory<byte> Name = default, int Index = 0);
