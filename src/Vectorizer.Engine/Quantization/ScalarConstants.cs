namespace Vectorizer.Engine.Quantization;

/// <summary>What is known of a row of components base + step · k besides the k.</summary>
/// <param name="Base">The base.</param>
/// <param name="Step">The step.</param>
/// <param name="Sum">step · Σ k.</param>
/// <param name="Squares">step² · Σ k².</param>
internal readonly record struct ScalarConstants(float Base, float Step, float Sum, float Squares);
