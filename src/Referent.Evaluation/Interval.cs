namespace Referent.Evaluation;

/// <summary>An interval of confidence.</summary>
public readonly record struct Interval(double Low, double High);
