/** The courses that the portal shows. */

/** A learning outcome: where it is practised and assessed; null if that is not planned yet. */
export interface Outcome {
  text: string;
  practised: string | null;
  assessed: string | null;
}

/** A course. */
export interface Course {
  code: string;
  title: string;
  students: number;
  week: number;
  weeks: number;
  outcomes: readonly Outcome[];
  /** The plan from the current week on, one entry per week. */
  ahead: readonly string[];
}

/** All courses of the term. */
export const courses: readonly Course[] = [
  {
    code: 'sta-110',
    title: 'Statistics for the Social Sciences',
    students: 42,
    week: 6,
    weeks: 12,
    outcomes: [
      { text: 'Read a distribution and say what it hides', practised: 'Seminar, week 2', assessed: 'Short report 1' },
      { text: 'Choose a test that fits the question', practised: 'Lab, weeks 4–6', assessed: 'Midterm' },
      { text: 'Report uncertainty in plain words', practised: 'Peer review, week 7', assessed: null },
      { text: 'Judge a published claim by its data', practised: 'Reading group', assessed: 'Final essay' },
    ],
    ahead: ['Confidence intervals by simulation', 'Peer review of short reports', 'What a p-value does not say'],
  },
  {
    code: 'bio-204',
    title: 'Field Methods in Ecology',
    students: 28,
    week: 5,
    weeks: 10,
    outcomes: [
      { text: 'Plan a transect that answers a question', practised: 'Field day 1', assessed: 'Sampling plan' },
      { text: 'Identify common plants to the genus', practised: 'Herbarium hours', assessed: 'Practical' },
      { text: 'Keep notes that others can use', practised: null, assessed: 'Field book' },
      { text: 'Estimate abundance and its error', practised: 'Lab, week 6', assessed: 'Field report' },
    ],
    ahead: ['Mark and recapture at the pond', 'Herbarium: grasses and sedges', 'Field day 2, north slope'],
  },
  {
    code: 'his-131',
    title: 'Cities and Their Memory',
    students: 35,
    week: 6,
    weeks: 12,
    outcomes: [
      { text: 'Read a street plan as a source', practised: 'Map room', assessed: 'Annotated map' },
      { text: 'Set two accounts against each other', practised: 'Seminar, week 5', assessed: 'Source essay' },
      { text: 'Interview with care and consent', practised: 'Workshop', assessed: 'Oral history' },
      { text: 'Write for a public audience', practised: 'Writing circle', assessed: 'Walking guide' },
    ],
    ahead: ['Monuments that moved', 'Interview workshop with the city archive', 'Draft of the walking guide'],
  },
  {
    code: 'edu-320',
    title: 'Designing Assessments',
    students: 19,
    week: 7,
    weeks: 10,
    outcomes: [
      { text: 'Write outcomes that can be observed', practised: 'Studio, week 1', assessed: 'Outcome sheet' },
      { text: 'Build a rubric two people read alike', practised: 'Studio, week 4', assessed: 'Rubric trial' },
      { text: 'Give feedback that changes the next draft', practised: 'Feedback clinic', assessed: null },
    ],
    ahead: ['Rubric trial with second-year students', 'Feedback clinic', 'Exams that are worth sitting'],
  },
];

/** Courses that somebody has begun to plan: only who knows their address finds them. */
const drafts: readonly Course[] = [
  { code: 'edu-099', title: 'Teaching Online', students: 0, week: 1, weeks: 10, outcomes: [], ahead: ['A first plan'] },
];

/** The address of a draft. */
export const draftPath = '/designer/edu-099';

/** The course with this code; undefined if there is none. */
export function findCourse(code: string | undefined): Course | undefined {
  return [...courses, ...drafts].find((course) => course.code === code);
}

/** How many of a course's outcomes are both practised and assessed. */
export function alignedOutcomes(course: Course): number {
  return course.outcomes.filter((outcome) => outcome.practised !== null && outcome.assessed !== null).length;
}
